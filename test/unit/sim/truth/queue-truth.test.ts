import { describe, expect, test } from 'vitest';
import type { Person } from '../../../../src/sim/model/person.ts';
import type { TrueWait } from '../../../../src/sim/truth/queue-truth.ts';
import { findTills, queueIn } from '../../../../src/sim/truth/queue-truth.ts';
import { ShopfrontTruth } from '../../../../src/sim/truth/shopfront-truth.ts';
import { openShippedStore } from '../../../support/stores/shipped-store.ts';

const { layout } = (await openShippedStore()).shop;
const zoneAt = (id: string) => layout.zones.findIndex((zone) => zone.id === id);
const who = (id: number) => ({ id, isBadged: false }) as Person;
const wait = (joinedS: number, endedS: number, more: Partial<TrueWait> = {}): TrueWait => ({
  ...{ till: 'till', joinedMs: 1000 * joinedS, endedMs: 1000 * endedS, isServed: true, ahead: 1 },
  ...more,
});
const MINUTE = { fromMs: 0, toMs: 60_000 };

describe('the truth about a queue', () => {
  test('takes what people did for served and abandoned, and a walk to a free till for no wait', () => {
    const waits = [wait(1, 3, { ahead: 0 }), wait(2, 40), wait(5, 50, { isServed: false }), wait(59, 90)];
    expect(queueIn('till-queue', waits, MINUTE)).toEqual({
      ...{ zone: 'till-queue', joined: 4, served: 2, abandoned: 1, waitsMs: [0, 38_000] },
      ...{ lengthMean: (38 + 45 + 1) / 60, lengthMax: 2, nextWaitMs: undefined },
    });
  });

  test('knows how long the next customer will wait', () => {
    const waits = [wait(70, 100), wait(65, 95), wait(130, 180)];
    expect(queueIn('till-queue', waits, MINUTE).nextWaitMs).toBe(30_000);
    expect(queueIn('till-queue', [wait(70, 90, { isServed: false })], MINUTE).nextWaitMs).toBeUndefined();
  });

  test('finds a queue’s tills where it is served, or where it stands when no service zone is drawn', () => {
    expect([...findTills(layout, zoneAt('till-queue'))]).toEqual(['till']);
    const zones = layout.zones.map((zone) => (zone.queue === undefined ? zone : { ...zone, queue: {} }));
    expect([...findTills({ ...layout, zones }, zoneAt('till-queue'))]).toEqual(['till']);
    expect([...findTills({ ...layout, zones }, zoneAt('shoes'))]).toEqual([]);
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
