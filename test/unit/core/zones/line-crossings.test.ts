import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { EpochMs, Json } from '../../../../src/core/model/ids.ts';
import { restoreState } from '../../../../src/core/model/state-part.ts';
import type { LineModel, StoreModel } from '../../../../src/core/model/store-model.ts';
import { LineCrossings } from '../../../../src/core/zones/line-crossings.ts';
import { Random } from '../../../support/seeded-random.ts';
import { CAMERA, MODEL } from '../../../support/stores/store-model.ts';

const at = (seconds: number) => (seconds * 1000) as EpochMs;

const TOLERANT = { ...MODEL, lines: MODEL.lines.map((line) => ({ ...line, isTolerant: true })) };

function cross(points: readonly (readonly [number, number, number?])[], model = MODEL) {
  const facts: Fact[] = [];
  const lines = new LineCrossings(model, CAMERA, (fact) => facts.push(fact));
  for (const [second, x, y = 250] of points) {
    lines.moved(1, at(second), x, y);
    lines.advance(at(second));
  }
  return { facts, lines };
}

describe('line crossings', () => {
  test('a crossing counts once, in its direction, dated to when the line was passed', () => {
    const { facts, lines } = cross([
      [0, 100],
      [1, 180],
      [2, 230],
      [3, 300],
    ]);
    lines.advance(at(10));
    expect(facts).toMatchObject([{ kind: 'LineCrossed', at: at(2), direction: 'in' }]);
  });

  test('a path through the corner of two joined lines counts once, whichever way they are drawn', () => {
    const random = new Random(9);
    for (let round = 0; round < 500; round++) {
      const corner = { x: 300, y: 200 };
      const [left, right] = [
        { x: 100, y: 200 + random.between(-60, 60) },
        { x: 500, y: 220 },
      ];
      const ends = [
        [left, corner],
        [right, corner],
      ].map((pair) => (random.chance(0.5) ? pair : pair.toReversed()));
      const lines = ends.map(([from = corner, to = corner], i) => ({
        ...MODEL.lines[0],
        ...{ id: `line-${i}`, from, to, inSide: from.x < to.x ? 'right' : 'left' },
      }));
      const points: [number, number, number][] = [];
      for (let step = 0; step <= 20; step++) {
        const jitter = random.chance(0.5) ? 0 : random.between(-15, 15);
        points.push([step / 4, 300 + jitter, 100 + 10 * step + (step === 10 ? 0 : random.between(-6, 6))]);
      }
      const { facts, lines: crossings } = cross(points, { ...MODEL, lines: lines as LineModel[] });
      crossings.ended(1);
      expect(facts).toMatchObject([{ kind: 'LineCrossed', direction: 'in' }]);
    }
  });

  test('the other way round is out', () => {
    const { facts, lines } = cross([
      [0, 300],
      [1, 100],
    ]);
    lines.advance(at(10));
    expect(facts).toMatchObject([{ direction: 'out' }]);
  });

  test('a U-turn within the return time counts nothing, one after it counts both ways', () => {
    const quick = cross([
      [0, 100],
      [1, 300],
      [2, 100],
    ]);
    quick.lines.advance(at(60));
    expect(quick.facts).toEqual([]);
    const slow = cross([
      [0, 100],
      [1, 300],
      [5, 100],
    ]);
    slow.lines.advance(at(60));
    expect(slow.facts).toMatchObject([{ direction: 'in' }, { direction: 'out' }]);
  });

  test('a person who stands on the line for a minute, shaking, counts nothing', () => {
    const shaking = Array.from({ length: 600 }, (_, i) => [i / 10, 200 + (i % 2 === 0 ? 9 : -9)] as const);
    const { facts, lines } = cross([[-1, 100], ...shaking]);
    lines.ended(1);
    expect(facts).toEqual([]);
  });

  test('walking round the end of the line is no crossing', () => {
    const { facts, lines } = cross([
      [0, 100, 250],
      [1, 100, 520],
      [2, 300, 520],
      [3, 300, 250],
    ]);
    lines.ended(1);
    expect(facts).toEqual([]);
  });

  test('a crossing whose person leaves the picture at once still counts', () => {
    const { facts, lines } = cross([
      [0, 100],
      [1, 300],
    ]);
    lines.ended(1);
    expect(facts).toHaveLength(1);
  });

  test('a crossing that waits to be settled survives a restart', () => {
    const { lines } = cross([
      [0, 100],
      [1, 300],
    ]);
    const saved = JSON.parse(JSON.stringify(lines.state.save())) as Json;
    const facts: Fact[] = [];
    const restored = new LineCrossings(MODEL, CAMERA, (fact) => facts.push(fact));
    restoreState(restored.state, saved);
    restored.advance(at(4));
    expect(facts).toMatchObject([{ direction: 'in', at: at(1) }]);
  });
});

describe('a tolerant line', () => {
  /** Of the strict line and of the tolerant one. */
  const counts = (points: Parameters<typeof cross>[0]) =>
    [MODEL, TOLERANT].map((model) => {
      const { facts, lines } = cross(points, model);
      lines.ended(1);
      return facts.filter(({ kind }) => kind === 'LineCrossed').length;
    });
  /** How often a track broke on its way through the line. */
  const breaks = (points: Parameters<typeof cross>[0], model: StoreModel = TOLERANT) => {
    const { facts, lines } = cross(points, model);
    lines.ended(1);
    return facts.filter(({ kind }) => kind === 'TrackBrokenAtLine').length;
  };

  test('counts who is first seen on the line, and who is lost on it, where a strict one does not', () => {
    expect(
      counts([
        [0, 195],
        [1, 230],
        [2, 300],
      ]),
    ).toEqual([0, 1]);
    expect(
      counts([
        [0, 100],
        [1, 170],
        [2, 205],
      ]),
    ).toEqual([0, 1]);
  });

  test('lets people pass its end by the margin, and no further', () => {
    expect(
      counts([
        [0, 150, -5],
        [1, 250, -5],
      ]),
    ).toEqual([0, 1]);
    expect(
      counts([
        [0, 150, -15],
        [1, 250, -15],
      ]),
    ).toEqual([0, 0]);
  });

  test('counts a plain crossing once and a U-turn not at all, as a strict one does', () => {
    expect(
      counts([
        [0, 100],
        [1, 195],
        [2, 300],
        [9, 400],
      ]),
    ).toEqual([1, 1]);
    expect(
      counts([
        [0, 100],
        [1, 300],
        [2, 100],
      ]),
    ).toEqual([0, 0]);
  });

  test('tells whose track began at it, or ended at it and not clear of it; a strict one does not', () => {
    const leaving = [
      [0, 194],
      [1, 150],
      [2, 100],
    ] as const;
    expect(breaks(leaving)).toBe(1);
    expect(breaks(leaving.toReversed().map(([, x], second) => [second, x]))).toBe(1);
    expect(breaks(leaving.map(([second, x]) => [second, x - 40]))).toBe(0);
    expect(breaks(leaving, MODEL)).toBe(0);
  });

  test('counts nothing while a person stands on it, shaking', () => {
    const shaking = Array.from({ length: 600 }, (_, i) => [i / 10, 200 + (i % 2 === 0 ? 9 : -9)] as const);
    const { facts, lines } = cross([[-1, 100], ...shaking], TOLERANT);
    lines.advance(at(70));
    expect(facts).toEqual([]);
  });
});
