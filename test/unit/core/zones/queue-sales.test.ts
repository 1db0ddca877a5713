import { describe, expect, test } from 'vitest';
import { at, busy, QUEUE, QueueScene, STORE_WITH_DESK, TILL } from '../../../support/stores/queue-scene.ts';

/** A customer at the till for 10 s from `second` on, with sales so many seconds later. */
function sell(scene: QueueScene, second: number, later: readonly number[]): void {
  const person = 1_000 + second;
  scene.tracker.advance(at(second));
  scene.zone('ZoneEntered', TILL, person, second);
  scene.go(person, 5, 5, [second, second + 4]);
  for (const seconds of later.filter((each) => each < 10)) scene.pay(second + seconds);
  scene.go(person, 5, 5, [second + 4, second + 10]);
  scene.zone('ZoneLeft', TILL, person, second + 10);
  for (const seconds of later.filter((each) => each >= 10)) scene.pay(second + seconds);
}

function countServed(scene: QueueScene): number {
  return scene.kinds.filter((kind) => kind === 'QueueServed').length;
}

describe('a queue whose till reports sales', () => {
  test('takes a person for served who left as another paid, when the one at the till stayed', () => {
    const swapped = (paid: number | undefined) => {
      const scene = busy();
      scene.go(2, 3, 3, [10, 50]);
      scene.tracker.advance(at(48));
      if (paid !== undefined) scene.pay(paid);
      scene.zone('ZoneLeft', QUEUE, 2, 50);
      for (let second = 51; second < 200; second++) scene.tracker.advance(at(second));
      return scene.told.at(-1);
    };
    expect(swapped(49)).toMatchObject({ kind: 'QueueServed', person: 2, waitMs: 40_000 });
    expect(swapped(30)).toMatchObject({ kind: 'QueueAbandoned' });
    expect(swapped(undefined)).toMatchObject({ kind: 'QueueAbandoned' });
  });

  test('serves a person who steps about at the till once, until a sale', () => {
    const scene = new QueueScene();
    scene.pay(1);
    for (const [from, to, s] of [
      [1, 4.1, 10],
      [4.1, 3.2, 30],
      [3.2, 4.1, 50],
    ] as const) {
      scene.go(1, from, to, [s, s + 4]);
      scene.go(1, to, to, [s + 4, s + 20]);
      scene.tracker.advance(at(s + 20));
    }
    expect(scene.kinds.filter((kind) => kind === 'QueueServed')).toHaveLength(1);
    scene.pay(70);
    scene.go(1, 4.1, 3.2, [71, 75]);
    scene.go(1, 3.2, 4.1, [95, 99]);
    scene.go(1, 4.1, 4.1, [99, 110]);
    expect(scene.kinds.filter((kind) => kind === 'QueueServed')).toHaveLength(2);
  });

  test('has a person wait behind one who steps about at the edge of the till, and not that one', () => {
    const scene = new QueueScene();
    scene.pay(1);
    scene.go(1, 1, 4.1, [10, 14]);
    scene.go(1, 4.1, 4.1, [14, 20]);
    scene.go(2, 0, 2, [20, 23]);
    scene.go(2, 2, 2, [23, 90]);
    scene.go(1, 4.1, 3.2, [40, 42]);
    scene.go(1, 3.2, 3.2, [42, 60]);
    scene.go(1, 3.2, 4.1, [60, 62]);
    scene.go(1, 4.1, 4.1, [62, 80]);
    scene.pay(85);
    scene.go(2, 2, 5, [90, 93]);
    scene.go(2, 5, 5, [93, 99]);
    const served = scene.told.flatMap((fact) => (fact.kind === 'QueueServed' ? [fact] : []));
    expect(served.map(({ person }) => person)).toEqual([1, 2]);
    expect(served[1]?.waitMs).toBeGreaterThan(60_000);
  });

  test('ends a wait when the one in front has paid, although the next is seen at the till only later', () => {
    const waited = (paid: number) => {
      const scene = new QueueScene();
      scene.pay(1);
      scene.zone('ZoneEntered', TILL, 1, 4);
      scene.go(1, 5, 5, [4, 8]);
      scene.go(2, 3, 3, [10, 80]);
      scene.pay(paid);
      scene.zone('ZoneLeft', TILL, 1, paid + 2);
      scene.go(2, 3, 5, [80, 83]);
      scene.go(2, 5, 5, [83, 95]);
      return scene.told.findLast((fact) => fact.kind === 'QueueServed')?.waitMs ?? 0;
    };
    expect([waited(40), waited(60)]).toEqual([32_000, 52_000]);
    // A sale from before the wait says nothing.
    expect(waited(7)).toBeGreaterThan(70_000);
  });

  test('serves a person at the till who was served at another counter before', () => {
    const scene = new QueueScene(STORE_WITH_DESK);
    scene.pay(1);
    scene.go(1, 9, 9, [10, 20]);
    scene.zone('ZoneEntered', TILL, 2, 20);
    scene.go(2, 5, 5, [20, 30]);
    scene.tracker.advance(at(50));
    scene.go(1, 0.5, 3, [60, 63]);
    scene.go(1, 3, 3, [63, 90]);
    scene.tracker.advance(at(90));
    scene.go(1, 3, 5, [90, 92]);
    const served = scene.told.flatMap((fact) => (fact.kind === 'QueueServed' ? [fact] : []));
    expect(served.map(({ zone, person }) => [zone, person])).toEqual([
      ['desk-queue', 1],
      [QUEUE, 2],
      [QUEUE, 1],
    ]);
    expect(served[2]?.waitMs).toBeGreaterThan(25_000);
  });

  test('serves a person again who comes back a quarter of an hour later, though no sale came', () => {
    const scene = new QueueScene();
    scene.pay(1);
    scene.go(1, 5, 5, [10, 20]);
    scene.go(1, 5, -9, [20, 30]);
    scene.tracker.advance(at(900));
    scene.go(1, -9, 5, [900, 910]);
    scene.go(1, 5, 5, [910, 920]);
    expect(scene.kinds.filter((kind) => kind === 'QueueServed')).toHaveLength(2);
  });

  test('serves a customer whom no camera knew, by their sale, and nobody twice for two sales', () => {
    const scene = new QueueScene();
    scene.pay(1);
    scene.tracker.advance(at(60));
    scene.pay(61);
    expect(scene.kinds).toEqual(['QueueJoined', 'QueueServed']);
    scene.tracker.advance(at(120));
    scene.zone('ZoneEntered', TILL, 1, 130);
    scene.go(1, 5, 5, [130, 140]);
    scene.pay(150);
    scene.pay(152);
    expect(countServed(scene)).toBe(2);
  });

  test('serves nobody by sales that the till reports late: their customers left the counter before', () => {
    const scene = new QueueScene();
    for (let k = 0; k < 20; k++) {
      sell(scene, 360 * k, []);
      sell(scene, 360 * k + 60, [10]);
      scene.tracker.advance(at(360 * k + 120));
      scene.pay(360 * k + 130);
    }
    // Two at most, until it is known that the till is late.
    expect(countServed(scene)).toBeLessThanOrEqual(42);
  });

  test('takes a message without a sale for no sale', () => {
    const scene = new QueueScene();
    for (let k = 0; k < 20; k++) sell(scene, 60 * k, [5]);
    const before = countServed(scene);
    scene.tracker.advance(at(1_260));
    scene.pay(1_261, 0);
    expect(countServed(scene)).toBe(before);
  });

  test('serves by a sale the person whose track was lost in the line', () => {
    const scene = new QueueScene();
    scene.pay(1);
    scene.zone('ZoneEntered', TILL, 1, 4);
    scene.go(1, 5, 5, [4, 8]);
    scene.go(2, 3, 3, [10, 40]);
    scene.pay(45);
    scene.zone('ZoneLeft', TILL, 1, 46);
    scene.zone('ZoneLeft', QUEUE, 2, 50, { censored: 'lost' });
    scene.tracker.advance(at(80));
    scene.pay(90);
    // The counter became free at 47.
    expect(scene.told.at(-1)).toMatchObject({ kind: 'QueueServed', waitMs: 37_000 });
  });
});
