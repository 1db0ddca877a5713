import { describe, expect, test } from 'vitest';
import type { StoreLayout } from '../../../../src/sim/model/layout.ts';
import type { Person } from '../../../../src/sim/model/person.ts';
import { trueQueueWaits } from '../../../../src/sim/truth/queue-truth.ts';
import { ShopfrontTruth } from '../../../../src/sim/truth/shopfront-truth.ts';
import type { TrueVisit } from '../../../../src/sim/truth/zone-truth.ts';
import { openShippedStore } from '../../../support/stores/shipped-store.ts';

const { layout } = (await openShippedStore()).shop;
const zoneAt = (id: string) => layout.zones.findIndex((zone) => zone.id === id);
const [QUEUE, TILL, SHOES] = [zoneAt('till-queue'), zoneAt('till'), zoneAt('shoes')];
const who = (id: number, isBadged = false) => ({ id, isBadged }) as Person;
const visit = (person: Person, zone: number, fromS: number, toS: number): TrueVisit => ({
  zone,
  person,
  enteredMs: 1000 * fromS,
  leftMs: 1000 * toS,
});
const waits = (visits: readonly TrueVisit[], zones: StoreLayout['zones'] = layout.zones) =>
  trueQueueWaits(visits, zones).map(({ joinedMs, endedMs, isServed }) => ({
    fromS: joinedMs / 1000,
    toS: endedMs / 1000,
    isServed,
  }));

describe('the truth about a queue', () => {
  const one = who(1);

  test('a wait ends at the counter', () => {
    const served = [visit(one, QUEUE, 10, 40), visit(one, TILL, 42, 90), visit(one, SHOES, 100, 200)];
    expect(waits(served)).toEqual([{ fromS: 10, toS: 42, isServed: true }]);
  });

  test('counts a visitor who leaves as abandoned, and one who steps aside as still waiting', () => {
    expect(waits([visit(one, QUEUE, 10, 40), visit(one, TILL, 60, 90)])).toEqual([
      { fromS: 10, toS: 40, isServed: false },
    ]);
    const aside = [visit(one, QUEUE, 10, 40), visit(one, QUEUE, 45, 60), visit(one, TILL, 60, 90)];
    expect(waits(aside)).toEqual([{ fromS: 10, toS: 60, isServed: true }]);
  });

  test('who was served goes out past the queue without joining it, and staff never waits', () => {
    const out = [visit(one, QUEUE, 10, 40), visit(one, TILL, 41, 90), visit(one, QUEUE, 91, 95)];
    expect(waits(out)).toHaveLength(1);
    expect(waits([visit(who(2, true), QUEUE, 10, 40)])).toEqual([]);
  });

  test('who waits still has not given up, and without a counter leaving is being served', () => {
    expect(waits([visit(one, QUEUE, 10, Number.POSITIVE_INFINITY)])).toEqual([
      { fromS: 10, toS: Number.POSITIVE_INFINITY, isServed: false },
    ]);
    const zones = layout.zones.map((zone) => (zone.queue === undefined ? zone : { ...zone, queue: {} }));
    expect(waits([visit(one, QUEUE, 10, 40)], zones)).toEqual([{ fromS: 10, toS: 40, isServed: true }]);
  });
});

test('passers-by are those who cross the shopfront’s line, once, and go in nowhere', () => {
  const line = layout.shopfront?.lines[0];
  if (line === undefined) throw new Error('the boutique has a shopfront');
  const middle = { x: (line.from.x + line.to.x) / 2, y: (line.from.y + line.to.y) / 2 };
  const truth = new ShopfrontTruth(layout);
  const [passer, customer, far] = [who(1), who(2), who(3)];
  const step = (person: Person, fromX: number, x: number) => {
    Object.assign(person, { fromX, x, fromY: middle.y, y: middle.y });
    truth.moved(new Map([[person.id, person]]), 1000 * person.id);
  };
  step(passer, middle.x - 1, middle.x + 1);
  step(passer, middle.x + 1, middle.x - 1);
  step(customer, middle.x + 1, middle.x - 1);
  step(far, middle.x + 3, middle.x + 2);
  truth.sawCustomer(customer);
  expect(truth.passersMs([])).toEqual([1_000]);
});
