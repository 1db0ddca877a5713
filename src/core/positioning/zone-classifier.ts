import type { Motion } from './stationary-detector.ts';

/** Seconds whose zone probabilities decide the zone of a tag that comes to rest. */
const LOOK_BACK_S = 40;
/**
 * Lowest probability of its zone at which a tag that may rest keeps the zone. The estimated position of such a tag
 * moves more than the tag. A moving tag keeps no zone: a bound of 0.5 made its zones neither better nor steadier.
 */
const KEPT_FROM = 0.05;

/** Returns whether a tag stays in `zone` although its estimated position may be in another one. */
export function isKept(mass: Float64Array, zone: number, mayRest: boolean): boolean {
  return mayRest && (mass[zone] ?? 0) >= KEPT_FROM;
}

/**
 * Decides which zone a tag is in. A moving tag is in the zone of its estimated place. A tag that comes to rest gets the
 * zone with the largest sum of probabilities over the last 40 s. The tag keeps this zone until it moves again.
 */
export class ZoneClassifier {
  zone = -1;
  #wasAtRest = false;
  readonly #recent: Float64Array[] = [];

  resume(zone: number, atRest: boolean): void {
    this.zone = zone;
    this.#wasAtRest = atRest;
  }

  /**
   * Adds the belief of the next second and returns the tag's zone. `mass` is the probability of each zone. `estimated`
   * is the zone of the estimated place, by default the most probable zone.
   */
  step(mass: Float64Array, { atRest, mayRest }: Motion, estimated = largest(mass)): number {
    if (atRest && this.#wasAtRest && this.zone >= 0) return this.zone;
    const oldest = this.#recent.length < LOOK_BACK_S ? undefined : this.#recent.shift();
    oldest?.set(mass);
    this.#recent.push(oldest ?? mass.slice());
    if (atRest) this.zone = largest(this.#sum());
    else if (!isKept(mass, this.zone, mayRest)) this.zone = estimated;
    this.#wasAtRest = atRest;
    return this.zone;
  }

  #sum(): Float64Array {
    const sums = new Float64Array(this.#recent[0]?.length ?? 0);
    for (const mass of this.#recent)
      for (const [zone, share] of mass.entries()) sums[zone] = (sums[zone] ?? 0) + share;
    return sums;
  }
}

/** Returns the first index of the largest value, or −1 when no value is above 0. */
function largest(mass: Float64Array): number {
  let best = -1;
  for (let zone = 0; zone < mass.length; zone++)
    if ((mass[zone] ?? 0) > (best < 0 ? 0 : (mass[best] ?? 0))) best = zone;
  return best;
}
