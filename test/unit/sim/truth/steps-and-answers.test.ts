import { expect, test } from 'vitest';
import type { SensorId } from '../../../../src/core/model/ids.ts';
import type { Person } from '../../../../src/sim/model/person.ts';
import { stepsIn } from '../../../../src/sim/truth/journey-truth.ts';
import { StoreTruth } from '../../../../src/sim/truth/store-truth.ts';
import { truthWindow } from '../../../../src/sim/truth/truth-window.ts';
import { openShippedStore } from '../../../support/stores/shipped-store.ts';

const person = (id: number) => ({ id, kind: 'visitor', isBadged: false }) as Person;
const [ANN, BOB] = [person(1), person(2)];
const visit = (who: Person, zone: number, enteredMs: number) => ({
  ...{ zone, person: who, enteredMs, leftMs: enteredMs + 5_000 },
});

test('steps lead from each person’s zone to the next one, and count when they end', () => {
  const visits = [
    ...[visit(ANN, 2, 40_000), visit(ANN, 0, 1_000), visit(ANN, 1, 20_000)],
    ...[visit(BOB, 0, 3_000), visit(BOB, 1, 30_000)],
  ];
  const ids = ['shoes', 'shelf', 'till'];
  expect(stepsIn(visits, ids, { fromMs: 0, toMs: 60_000 })).toEqual([
    { from: 'shoes', to: 'shelf', n: 2 },
    { from: 'shelf', to: 'till', n: 1 },
  ]);
  expect(stepsIn(visits, ids, { fromMs: 25_000, toMs: 35_000 })).toEqual([
    { from: 'shoes', to: 'shelf', n: 1 },
  ]);
});

test('answers are of people, by how happy they were', async () => {
  const truth = new StoreTruth((await openShippedStore()).shop.layout);
  const sensor = 'pad' as SensorId;
  for (const [atMs, happiness] of [
    [1_000, 1],
    [2_000, 0.5],
    [70_000, 0],
  ] as const)
    truth.happened({ kind: 'answered', atMs, person: ANN, sensor, happiness });
  expect(truthWindow(truth, 0, 60_000).feedback).toEqual([{ sensor, n: 2, happyIndex: 75 }]);
});

test('a product is handled by who takes it in hand, whether or not its tag is heard', async () => {
  const { layout } = (await openShippedStore()).shop;
  const [first] = layout.tags;
  if (first === undefined) throw new Error('the store has no tag');
  const tag = { ...first, carrier: { kind: 'product', product: 'bags', at: { x: 1, y: 1 } } } as const;
  const truth = new StoreTruth({ ...layout, tags: [tag] });
  for (const [kind, atMs, product] of [
    ['picked-up', 1_000, 'bags'],
    ['put-back', 4_000, 'bags'],
    ['picked-up', 5_000, 'coats'],
    ['picked-up', 59_000, 'bags'],
    ['put-back', 62_000, 'bags'],
  ] as const)
    truth.happened({ kind, atMs, person: ANN, product });
  expect(truthWindow(truth, 0, 60_000).products).toEqual([{ tag: tag.tag, pickUps: 2, putBacks: 1 }]);
});
