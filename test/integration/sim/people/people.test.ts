import { describe, expect, test } from 'vitest';
import { isInside } from '../../../../src/core/geometry/polygon.ts';
import { createRandom } from '../../../../src/sim/kernel/random.ts';
import { VirtualClock } from '../../../../src/sim/kernel/virtual-clock.ts';
import type { Person } from '../../../../src/sim/model/person.ts';
import type { StoreEvent } from '../../../../src/sim/model/store-event.ts';
import { DistanceField } from '../../../../src/sim/people/distance-field.ts';
import { WalkGrid } from '../../../../src/sim/people/walk-grid.ts';
import { createSimStore } from '../../../../src/sim/scenario/sim-store.ts';
import { openShippedStore } from '../../../support/stores/shipped-store.ts';

const { layout, scenario } = (await openShippedStore()).shop;
const OPEN_MS = Date.UTC(2026, 2, 3, 13);
const HOUR_MS = 3_600_000;

async function runHours(hours: number, visitors = 1) {
  const busy = {
    ...scenario,
    visitorsPerHour: scenario.visitorsPerHour.map((rate) => rate * visitors),
  };
  const clock = new VirtualClock(OPEN_MS);
  const events: StoreEvent[] = [];
  const faults: string[] = [];
  const watch = (person: Person) => {
    const inShelf = layout.shelves.some(({ polygon }) => isInside(polygon, person.x, person.y));
    const stride = Math.hypot(person.x - person.fromX, person.y - person.fromY);
    if (inShelf) faults.push(`${person.id} in a shelf at ${person.x}, ${person.y}`);
    if (stride > 0.3) faults.push(`${person.id} jumped ${stride} m`);
  };
  createSimStore({
    layout,
    scenario: busy,
    seed: 2,
    clock,
    witnesses: [{ happened: (event) => events.push(event), moved: (people) => people.forEach(watch) }],
  });
  await clock.run({ untilMs: OPEN_MS + hours * HOUR_MS });
  return { events, faults };
}

describe('people in a simulated store', () => {
  test('walk round shelves, even in a crowd, and never jump', async () => {
    const { events, faults } = await runHours(1, 8);
    expect(events.filter((event) => event.kind === 'crossed').length).toBeGreaterThan(300);
    expect(faults).toEqual([]);
  });

  test('come in and go out by the door, each as often', async () => {
    const { events } = await runHours(2);
    const gone = new Set(events.flatMap((event) => (event.kind === 'gone' ? [event.person] : [])));
    const balance = new Map<Person, number>();
    for (const event of events) {
      if (event.kind !== 'crossed' || !gone.has(event.person)) continue;
      const step = event.direction === 'in' ? 1 : -1;
      balance.set(event.person, (balance.get(event.person) ?? 0) + step);
    }
    expect(balance.size).toBeGreaterThan(20);
    expect([...balance.values()].every((left) => left === 0)).toBe(true);
  });

  test('are served one after the other, and buy', async () => {
    const { events } = await runHours(2, 3);
    const atTill = events
      .filter(({ kind }) => kind === 'served' || kind === 'bought')
      .map(({ kind }) => kind);
    expect(atTill.length).toBeGreaterThan(10);
    expect(atTill.every((kind, i) => kind === (i % 2 === 0 ? 'served' : 'bought'))).toBe(true);
  });
});

describe('the way to a place', () => {
  test('leads through the door and round what stands in between, down to the place', () => {
    const grid = new WalkGrid(layout);
    const target = { x: 3.9, y: 3.3 };
    const field = new DistanceField(grid, target);
    const at = { x: -0.5, y: 9.6 };
    const step = { x: 0, y: 0 };
    let crossedAt = Number.NaN;
    for (let i = 0; i < 600 && Math.hypot(at.x - target.x, at.y - target.y) > 0.3; i++) {
      field.direction(at.x, at.y, step);
      const wasOutside = at.y > 8;
      at.x += 0.05 * step.x;
      at.y += 0.05 * step.y;
      if (wasOutside && at.y <= 8) crossedAt = at.x;
    }
    expect(crossedAt).toBeGreaterThan(5.2);
    expect(crossedAt).toBeLessThan(6.8);
    expect(Math.hypot(at.x - target.x, at.y - target.y)).toBeLessThan(0.3);
  });
});

describe('random numbers', () => {
  test('of one stream do not depend on another stream', () => {
    const draw = (name: string) => Array.from({ length: 5 }, createRandom(7, name).unit);
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });

  test('have the moments they should', () => {
    const random = createRandom(1, 'moments');
    const mean = (draw: () => number) =>
      Array.from({ length: 40_000 }, draw).reduce((a, b) => a + b) / 40_000;
    expect(mean(random.unit)).toBeCloseTo(0.5, 1);
    expect(mean(random.normal)).toBeCloseTo(0, 1);
    expect(mean(() => random.normal() ** 2)).toBeCloseTo(1, 1);
    expect(mean(() => random.exponential(3))).toBeCloseTo(3, 0);
    expect(mean(() => random.poisson(2.5))).toBeCloseTo(2.5, 1);
    expect(mean(() => random.poisson(80))).toBeCloseTo(80, 0);
    expect(mean(() => random.weighted([1, 0, 3]))).toBeCloseTo(1.5, 1);
  });
});
