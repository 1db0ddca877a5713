import { expect, it } from 'vitest';
import { LimitRow } from '../../../../src/core/rules/limit-row.ts';
import { Random } from '../../../support/seeded-random.ts';

interface Limits {
  readonly name: string;
  above: number;
  below: number;
}

const NOTHING = { above: Number.POSITIVE_INFINITY, below: Number.NEGATIVE_INFINITY };

/** The names of the conditions that the row looks at when its value changes. */
function look(row: LimitRow<Limits>, value: number, answer: (watch: Limits) => void = () => undefined) {
  const looked: string[] = [];
  row.changed(value, (watch) => {
    looked.push(watch.name);
    answer(watch);
    settle(row, watch);
  });
  return looked;
}

function createRow(...watches: readonly Limits[]): LimitRow<Limits> {
  const row = new LimitRow<Limits>();
  for (const watch of watches) row.add(watch);
  for (const watch of watches) settle(row, watch);
  return row;
}

function settle(row: LimitRow<Limits>, watch: Limits): void {
  row.setLimits(row.watches.indexOf(watch), watch.above, watch.below);
}

it('looks at a condition from its upper limit on, and below its lower one', () => {
  const row = createRow({ name: 'a', above: 5, below: 2 });
  expect(look(row, 4)).toEqual([]);
  expect(look(row, 2)).toEqual([]);
  expect(look(row, 5)).toEqual(['a']);
  expect(look(row, 1)).toEqual(['a']);
});

it('looks only at those whose limits the value crosses', () => {
  const row = createRow(
    { name: 'low', ...NOTHING, above: 3 },
    { name: 'high', ...NOTHING, above: 8 },
    { name: 'falls', ...NOTHING, below: 2 },
  );
  expect(look(row, 2)).toEqual([]);
  expect(look(row, 4)).toEqual(['low']);
  expect(look(row, 9)).toEqual(['low', 'high']);
  expect(look(row, 1)).toEqual(['falls']);
});

it('looks at every condition when the value is no number, and at one that asks for every change', () => {
  const row = createRow({ name: 'a', above: 5, below: 2 }, { name: 'any', ...NOTHING, above: -1 });
  expect(look(row, Number.NaN)).toEqual(['a', 'any']);
  expect(look(row, 3)).toEqual(['any']);
});

it('knows the lowest upper limit, also after the condition that had it was answered', () => {
  const first = { name: 'first', ...NOTHING, above: 3 };
  const row = createRow(first, { name: 'second', ...NOTHING, above: 7 });
  row.collect();
  expect(row.above).toBe(3);
  look(row, 3, (watch) => {
    watch.above = Number.POSITIVE_INFINITY;
  });
  expect(row.above).toBe(7);
});

it('looks again at a condition whose limits came nearer without a change of the value', () => {
  const watch = { name: 'a', ...NOTHING };
  const row = createRow(watch);
  expect(look(row, 4)).toEqual([]);
  watch.below = 4;
  settle(row, watch);
  expect(look(row, 3)).toEqual(['a']);
});

it.each([1, 2, 3])('looks at those that a search of all would find, seed %i', (seed) => {
  const random = new Random(seed);
  const watches = Array.from({ length: 30 }, (_, i) => ({ name: `${i}`, ...NOTHING }));
  const move = (watch: Limits) => {
    watch.above = random.chance(0.3) ? NOTHING.above : random.int(0, 20);
    watch.below = random.chance(0.3) ? NOTHING.below : random.int(0, 20);
  };
  const row = createRow(...watches);
  for (let n = 0; n < 2_000; n++) {
    const moved = watches[random.int(0, watches.length - 1)];
    if (moved !== undefined) {
      move(moved);
      settle(row, moved);
    }
    const value = random.chance(0.05) ? Number.NaN : random.int(0, 20);
    const found = watches.filter(({ above, below }) => !(value < above && value >= below));
    expect(look(row, value, move)).toEqual(found.map(({ name }) => name));
  }
});
