/** The radio of the recordings' room as it was surveyed: what receivers hear of a tag at any place, with its spread. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EpochMs, TagId } from '../../../src/core/model/ids.ts';
import type { Receiver } from '../../../src/core/positioning/radio-model/radio-map.ts';
import type { TagLocator } from '../../../src/core/positioning/tag-locator.ts';
import { Random } from '../../../test/support/seeded-random.ts';
import { RECORDINGS } from '../beacons/ble-recordings.ts';

/** Mean and spread of the levels of each receiver, by its place among all. */
export interface Place {
  readonly xM: number;
  readonly yM: number;
  readonly meanDbm: number[];
  readonly sdDb: number[];
}

export interface Ears {
  readonly receivers: readonly Receiver[];
  readonly use: readonly number[];
}

/** Of the variance at a place, this much is slow (people who come and go), the rest is fading from advert to advert. */
const SLOW_SHARE = 0.25;
const SLOW_KEEP = Math.exp(-1 / 60);
/** Of two adverts a second. */
const MISSED_SHARE = 0.13;

export function readPlaces(receivers: readonly Receiver[]): Place[] {
  const places = new Map<string, Place>();
  const lines = readFileSync(join(RECORDINGS, 'fingerprints.csv'), 'utf8').trim().split('\n').slice(1);
  for (const [x = '', y = '', , id, , mean, sd] of lines.map((line) => line.split(','))) {
    const place = places.get(`${x},${y}`) ?? { xM: Number(x), yM: Number(y), meanDbm: [], sdDb: [] };
    const r = receivers.findIndex((receiver) => receiver.id === id);
    place.meanDbm[r] = Number(mean);
    place.sdDb[r] = Number(sd);
    places.set(`${x},${y}`, place);
  }
  return [...places.values()];
}

/** Levels between the surveyed places, by the inverse square of the distance to the four nearest. */
export function placeBetween(places: readonly Place[], xM: number, yM: number): Place {
  const nearest = places
    .map((place) => ({ place, weight: 1 / (0.05 + (place.xM - xM) ** 2 + (place.yM - yM) ** 2) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, 4);
  const total = nearest.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (pick: (place: Place) => readonly number[]) =>
    places[0]?.meanDbm.map((_, r) =>
      nearest.reduce((sum, { place, weight }) => sum + (weight / total) * (pick(place)[r] ?? -100), 0),
    ) ?? [];
  return { xM, yM, meanDbm: mean(({ meanDbm }) => meanDbm), sdDb: mean(({ sdDb }) => sdDb) };
}

function gauss(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** What the receivers hear of one tag, second by second. */
export class SurveyedRadio {
  readonly #ears: Ears;
  readonly #random: Random;
  readonly #slow: number[];

  constructor(ears: Ears, seed: number | Random) {
    this.#ears = ears;
    this.#random = typeof seed === 'number' ? new Random(seed) : seed;
    this.#slow = ears.use.map(() => gauss(this.#random));
  }

  /** The second from `atS` on. */
  hear(locator: TagLocator, tag: TagId, { meanDbm, sdDb }: Place, atS: number): void {
    for (const [i, r] of this.#ears.use.entries()) {
      this.#slow[i] = SLOW_KEEP * (this.#slow[i] ?? 0) + Math.sqrt(1 - SLOW_KEEP ** 2) * gauss(this.#random);
      for (let advert = 0; advert < 2; advert++) {
        if (this.#random.chance(MISSED_SHARE)) continue;
        const fading = Math.sqrt(1 - SLOW_SHARE) * gauss(this.#random);
        const level =
          (meanDbm[r] ?? 0) + (sdDb[r] ?? 0) * (fading + Math.sqrt(SLOW_SHARE) * (this.#slow[i] ?? 0));
        const at = (atS * 1000 + 300 + 400 * advert) as EpochMs;
        locator.addRssi(at, this.#ears.receivers[r]?.id ?? '', tag, Math.round(level));
      }
    }
    locator.advance(((atS + 1) * 1000) as EpochMs);
  }
}
