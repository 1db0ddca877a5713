/** As long as the levels are watched before a tag is taken to rest. */
const LOOK_BACK_S = 40;

/**
 * Which zone a tag is in. While it moves: the zone with the largest mass. While nothing speaks for a move: the zone with
 * the largest mass over the last seconds. When it comes to rest that zone holds until it moves again.
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

  step(
    mass: Float64Array,
    { atRest, steady }: { readonly atRest: boolean; readonly steady: boolean },
  ): number {
    if (atRest && this.#wasAtRest && this.zone >= 0) return this.zone;
    this.#remember(mass);
    this.zone = largest(steady ? this.#sum : mass);
    if (atRest) this.#forget();
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

  #forget(): void {
    this.#recent.length = 0;
    this.#sum.fill(0);
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
