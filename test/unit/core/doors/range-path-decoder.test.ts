import { expect, test } from 'vitest';
import { RangePathDecoder } from '../../../../src/core/doors/range-path-decoder.ts';
import type { EpochMs, SensorId } from '../../../../src/core/model/ids.ts';

/** Plays heads over the two halves, 30 measurements a second, each half seeing [from, to) in ms. */
function play(
  passes: readonly { readonly outer: readonly [number, number]; readonly inner: readonly [number, number] }[],
) {
  const directions: string[] = [];
  const decoder = new RangePathDecoder('tof' as SensorId, {
    crossed: ({ direction, evidence }) =>
      directions.push(`${direction} ${evidence.kind === 'ranges' ? evidence.nearestMm : ''}`),
    restored: () => undefined,
    uncounted: () => undefined,
    restarted: () => undefined,
    faulted: () => undefined,
    recovered: () => undefined,
  });
  const isIn = (at: number, [from, to]: readonly [number, number]) => at >= from && at < to;
  for (let at = 0; at < 20_000; at += 33) {
    const floor = 2_000 + (at % 7) * 3;
    const outer = passes.some((pass) => isIn(at, pass.outer)) ? 420 : floor;
    const inner = passes.some((pass) => isIn(at, pass.inner)) ? 450 : floor;
    decoder.acceptRanges(outer, inner, at as EpochMs);
  }
  return directions;
}

test('a head that passes from half to half is a crossing, with its height as evidence', () => {
  expect(
    play([
      { outer: [3_000, 3_400], inner: [3_200, 3_600] },
      { outer: [6_200, 6_600], inner: [6_000, 6_400] },
    ]),
  ).toEqual(['in 420', 'out 420']);
});

test('a head that looks in and goes back is none', () => {
  expect(play([{ outer: [3_000, 4_000], inner: [3_300, 3_700] }])).toEqual([]);
});

test('a box left in a half becomes part of the empty doorway', () => {
  expect(play([{ outer: [2_000, 2_000], inner: [2_000, 2_000] }])).toEqual([]);
});
