/** As long as the levels are watched before a tag is taken to rest. */
const LOOK_BACK_S = 40;
/** A zone holds until the tag is more likely elsewhere: places swim by a metre or two at a border. */
const CONTRADICTED_BELOW = 0.5;

/** Whether the belief has left `zone`. */
export function isContradicted(mass: Float64Array, zone: number): boolean {
  return (mass[zone] ?? 0) < CONTRADICTED_BELOW;
}

/**
 * Which zone a tag is in. While it moves: the one where it is estimated to be, once the belief contradicts the last. When
 * it comes to rest: the zone with the largest mass over the last seconds, which holds until it moves again.
 */
export class ZoneClassifier {
  zone = -1;
  #wasAtRest = false;
  readonly #sum: Float64Array;
  readonly #recent: Float64Array[] = [];

  constructor(zones: number) {
    this.#sum = new Float64Array(zones);
  }

  /** Continues from a checkpoint. */
  resume(zone: number, atRest: boolean): void {
    this.zone = zone;
    this.#wasAtRest = atRest;
  }

  /** One second: the belief per zone, the zone of the estimated place (absent: that with the largest mass), and whether it rests. */
  step(mass: Float64Array, atRest: boolean, estimated = largest(mass)): number {
    if (atRest && this.#wasAtRest && this.zone >= 0) return this.zone;
    this.#remember(mass);
    if (atRest) this.zone = largest(this.#sum);
    else if (isContradicted(mass, this.zone)) this.zone = estimated;
    this.#wasAtRest = atRest;
    return this.zone;
  }

  #remember(mass: Float64Array): void {
    const oldest = this.#recent.length < LOOK_BACK_S ? undefined : this.#recent.shift();
    const copy = oldest ?? new Float64Array(mass.length);
    for (let zone = 0; zone < mass.length; zone++) {
      this.#sum[zone] = (this.#sum[zone] ?? 0) + (mass[zone] ?? 0) - (copy[zone] ?? 0);
    }
    copy.set(mass);
    this.#recent.push(copy);
  }
}

/** The first of the largest, or −1 when there is none above zero. */
function largest(mass: Float64Array): number {
  let best = -1;
  for (let zone = 0; zone < mass.length; zone++) {
    if ((mass[zone] ?? 0) > (best < 0 ? 0 : (mass[best] ?? 0))) best = zone;
  }
  return best;
}
