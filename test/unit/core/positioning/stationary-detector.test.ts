import { describe, expect, test } from 'vitest';
import { StationaryDetector } from '../../../../src/core/positioning/stationary-detector.ts';
import { Random } from '../../../support/seeded-random.ts';

const SIDE_M = 12;
/** Receivers on a ring around the floor's middle. */
const ringOf = (receivers: number) =>
  Array.from({ length: receivers }, (_, r) => {
    const angle = (2 * Math.PI * r) / receivers;
    return { xM: (SIDE_M / 2) * (1 + Math.cos(angle)), yM: (SIDE_M / 2) * (1 + Math.sin(angle)) };
  });

type Way = (s: number) => { readonly xM: number; readonly yM: number };
const along =
  (mPerS: number): Way =>
  (s) => ({ xM: 5, yM: mPerS * s });
/** There and back. */
const pacing =
  (lengthM: number, mPerS: number): Way =>
  (s) => ({ xM: 5, yM: 2 + lengthM * Math.abs((((mPerS * s) / lengthM) % 2) - 1) });

/** What shelves make of a level, in dB: 3.2 over the floor, and another every few metres, as in the recordings. */
const shadowDb = (receiver: number, { xM, yM }: ReturnType<Way>) =>
  [1, 2].reduce((sum, wave) => {
    const angle = 2.4 * (receiver + 12 * wave);
    return sum + 3.2 * Math.sin(xM * Math.cos(angle) + yM * Math.sin(angle) + 1.7 * receiver);
  }, 0);

/** A tag goes its way: for each second whether it is held to rest. Levels fall with 15 dB a decade and fade by 3.3 dB. */
function secondsAtRest(receivers: number, way: Way, seed: number, forS = 240): boolean[] {
  const random = new Random(seed);
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const detector = new StationaryDetector(receivers);
  const places = ringOf(receivers);
  return Array.from({ length: forS }, (_, s) => {
    const place = way(s);
    const meanDbm = Float32Array.from(places, ({ xM, yM }, r) => {
      const distanceM = Math.max(0.5, Math.hypot(xM - place.xM, yM - place.yM));
      return -60 - 15 * Math.log10(distanceM) + shadowDb(r, place) + (3.3 * gauss()) / Math.SQRT2;
    });
    const count = new Uint8Array(receivers).fill(2);
    const estimated = { xM: place.xM + 1.5 * gauss(), yM: place.yM + 1.5 * gauss() };
    return detector.step({ meanDbm, count, loudest: 0, loudestDbm: -60 }, estimated);
  });
}

const shareOf = (flags: readonly boolean[]) => flags.filter(Boolean).length / flags.length;
const SEEDS = [1, 2, 3, 4, 5];

describe.each([12, 8, 6, 4])('with %d receivers', (receivers) => {
  test('a tag that lies still is seen to rest within two minutes, and goes on resting', () => {
    for (const seed of SEEDS) {
      const atRest = secondsAtRest(receivers, along(0), seed, 1200);
      expect(atRest.indexOf(true)).toBeLessThan(120);
      expect(shareOf(atRest.slice(atRest.indexOf(true)))).toBe(1);
    }
  });

  test.each([0.1, 0.14, 0.3])('a tag that moves at %d m/s is not', (mPerS) => {
    const shares = SEEDS.map((seed) => shareOf(secondsAtRest(receivers, along(mPerS), seed, SIDE_M / mPerS)));
    expect(Math.max(...shares)).toBeLessThan(0.05);
  });

  test.each([
    [3, 0.5],
    [4, 0.8],
    [3, 0.3],
  ])('a person who paces %d m up and down at %d m/s is not', (lengthM, mPerS) => {
    const shares = SEEDS.map((seed) => shareOf(secondsAtRest(receivers, pacing(lengthM, mPerS), seed, 300)));
    expect(shares.reduce((sum, share) => sum + share) / SEEDS.length).toBeLessThan(0.35);
  });
});

describe('a tag that rested', () => {
  test('is seen to have left within half a minute', () => {
    const detector = new StationaryDetector(2);
    const second = (...levels: number[]) => ({
      ...{ meanDbm: Float32Array.from(levels), count: new Uint8Array([2, 2]) },
      ...{ loudest: 0, loudestDbm: -60 },
    });
    const place = { xM: 1, yM: 1 };
    for (let s = 0; s < 120; s++) detector.step(second(-60, -70), place);
    expect(detector.atRest).toBe(true);
    const left = Array.from({ length: 30 }, () => detector.step(second(-74, -60), { xM: 6, yM: 1 }));
    expect(left.at(-1)).toBe(false);
  });
});
