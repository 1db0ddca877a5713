import type { RssiSecond } from './likelihood.ts';
import type { RadioMap } from './radio-model/radio-map.ts';

/** Who turns round or takes the tag in the other hand casts another shadow: it is forgotten within some twenty seconds. */
const KEEP = 0.95;
/** Of a second's surprise this much is taken for the carrier's, the rest is fading. */
const LEARN = 0.1;
/** Levels that differ this much between the tag's possible places (in dB²) count half for its carrier. */
const UNSURE_DB2 = 4;
/** The place a tag is compared with trails it by about this many seconds. */
const TRAIL_S = 5;
/** About as far as what the map gets wrong of one place reaches. */
const ELSEWHERE_M = 2;
const NEGLIGIBLE = 1e-6;

/**
 * What each receiver hears of one tag more or less than the map says, for as long as it lasts: bodies, bags and trolleys
 * shade some directions and walk along. Counted anew each second such a shadow would push the tag aside, mostly back
 * along its way. It is learned only while the tag gets about: what lasts while it stands may as well be the map's error
 * at that place. What all receivers hear alike is the tag's power and no shadow.
 */
export class BodyShadowing {
  /** Per receiver; what to take off a level before it is compared with the map. */
  readonly db: Float64Array;
  readonly #surpriseDb: Float64Array;
  readonly #trust: Float64Array;
  #trail: { xM: number; yM: number } | undefined;

  constructor(receivers: number) {
    this.db = new Float64Array(receivers);
    this.#surpriseDb = new Float64Array(receivers);
    this.#trust = new Float64Array(receivers);
  }

  /** A second passes. */
  fade(): void {
    for (let r = 0; r < this.db.length; r++) this.db[r] = KEEP * (this.db[r] ?? 0);
  }

  /** Learns from the levels of a second and the belief per cell that they led to. */
  learn(map: RadioMap, { meanDbm, count }: RssiSecond, place: Float64Array): void {
    const moving = this.#follow(map, place);
    let sum = 0;
    let heard = 0;
    for (let r = 0; r < this.db.length; r++) {
      if ((count[r] ?? 0) === 0) continue;
      sum += this.#compare(map, r, meanDbm[r] ?? 0, place);
      heard++;
    }
    for (let r = 0; r < this.db.length; r++) {
      if ((count[r] ?? 0) === 0) continue;
      const news = (this.#surpriseDb[r] ?? 0) - sum / heard - (this.db[r] ?? 0);
      this.db[r] = (this.db[r] ?? 0) + LEARN * moving * (this.#trust[r] ?? 0) * news;
    }
  }

  /** From 0 for a resting tag to 1 for one that changed its place in the last seconds. */
  #follow({ grid }: RadioMap, place: Float64Array): number {
    let xM = 0;
    let yM = 0;
    for (let cell = 0; cell < place.length; cell++) {
      xM += (place[cell] ?? 0) * (grid.xM[cell] ?? 0);
      yM += (place[cell] ?? 0) * (grid.yM[cell] ?? 0);
    }
    this.#trail ??= { xM, yM };
    this.#trail.xM += (xM - this.#trail.xM) / TRAIL_S;
    this.#trail.yM += (yM - this.#trail.yM) / TRAIL_S;
    const apartM = Math.hypot(xM - this.#trail.xM, yM - this.#trail.yM);
    return 1 - Math.exp(-((apartM / ELSEWHERE_M) ** 2));
  }

  /** How much louder than expected; and how far to trust that, as the tag may be elsewhere. */
  #compare({ meanDbm, grid }: RadioMap, r: number, levelDbm: number, place: Float64Array): number {
    let first = 0;
    let second = 0;
    for (let cell = 0; cell < place.length; cell++) {
      const p = place[cell] ?? 0;
      if (p < NEGLIGIBLE) continue;
      const errorDb = levelDbm - (meanDbm[r * grid.cells + cell] ?? 0);
      first += p * errorDb;
      second += p * errorDb * errorDb;
    }
    this.#surpriseDb[r] = first;
    this.#trust[r] = UNSURE_DB2 / (UNSURE_DB2 + Math.max(0, second - first * first));
    return first;
  }
}
