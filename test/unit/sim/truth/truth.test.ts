import { describe, expect, test } from 'vitest';
import type { ZoneId } from '../../../../src/core/model/ids.ts';
import type { WindowSummary } from '../../../../src/core/model/window-summary.ts';
import type { Person } from '../../../../src/sim/model/person.ts';
import { compareAll } from '../../../../src/sim/report/compare.ts';
import { StoreTruth } from '../../../../src/sim/truth/store-truth.ts';
import { truthWindow } from '../../../../src/sim/truth/truth-window.ts';
import { openShippedStore } from '../../../support/stores/shipped-store.ts';
import { NO_DOOR_EXTRAS } from '../../../support/windows.ts';

const { layout } = (await openShippedStore()).shop;
const SHOES = layout.zones.findIndex(({ id }) => id === 'shoes');

function person(id: number, kind: Person['kind'] = 'visitor'): Person {
  const at = { x: 1, y: 1.5, fromX: 1, fromY: 1.5, vx: 0, vy: 0, headingRad: 0 };
  const body = {
    isBadged: false,
    heightM: 1.7,
    radiusM: 0.2,
    desiredMps: 1,
    goal: undefined,
    stuckSinceMs: 0,
    nearestM: 0,
  };
  return { id, kind, group: id, ...body, ...at };
}

/** Walks a person along points, one every 100 ms; a pause is a point that comes again after that many milliseconds. */
function walk(truth: StoreTruth, who: Person, steps: readonly { y: number; forMs?: number }[]): number {
  let atMs = 0;
  for (const { y, forMs = 100 } of steps) {
    who.fromY = who.y;
    who.y = y;
    truth.moved(new Map([[who.id, who]]), atMs);
    atMs += 100;
    who.fromY = y;
    if (forMs > 100) truth.moved(new Map([[who.id, who]]), atMs);
    atMs += forMs - 100;
  }
  return atMs;
}

describe('the truth about zones', () => {
  test('dates a visit from first to last inside, also when the person stands still', () => {
    const truth = new StoreTruth(layout);
    const who = person(1);
    const endMs = walk(truth, who, [
      { y: 1.5 },
      { y: 1.9 },
      { y: 2.1, forMs: 60_000 },
      { y: 2.2 },
      { y: 1.5 },
      { y: 1.5, forMs: 3_000 },
      { y: 1.4 },
      { y: 1.3 },
    ]);
    truth.happened({ kind: 'gone', atMs: endMs, person: who });
    const [visit, ...others] = truth.visitsUntil(endMs);
    expect(others).toEqual([]);
    expect(visit).toMatchObject({ zone: SHOES, enteredMs: 300 });
    expect((visit?.leftMs ?? 0) - (visit?.enteredMs ?? 0)).toBe(60_000);
  });

  test('leaves out who only brushes a zone, and does not end a visit for a step aside', () => {
    const truth = new StoreTruth(layout);
    const brushing = person(1);
    walk(truth, brushing, [{ y: 1.9 }, { y: 2.05 }, { y: 1.9 }, { y: 1.5 }, { y: 1.5 }]);
    truth.happened({ kind: 'gone', atMs: 1_000, person: brushing });
    expect(truth.visitsUntil(1_000)).toEqual([]);
    const aside = person(2);
    walk(truth, aside, [
      { y: 2.5, forMs: 5_000 },
      { y: 1.8, forMs: 1_000 },
      { y: 2.5, forMs: 5_000 },
      { y: 2.6 },
    ]);
    truth.happened({ kind: 'gone', atMs: 11_200, person: aside });
    expect(truth.visitsUntil(20_000)).toHaveLength(1);
  });

  test('ends the visit to a queue where its customers are served, also within its margin', () => {
    const square = (from: number, to: number) => [
      { x: 0, y: from },
      { x: 2, y: from },
      { x: 2, y: to },
      { x: 0, y: to },
    ];
    const [till, queue] = ['till' as ZoneId, 'queue' as ZoneId];
    const rules = { ...layout.zones[0]?.rules, growM: 0.3 } as (typeof layout.zones)[number]['rules'];
    const truth = new StoreTruth({
      ...layout,
      zones: [
        { id: queue, polygon: square(0, 4), rules, queue: { servedIn: till } },
        { id: till, polygon: square(4, 5), rules },
      ],
    });
    const who = person(1);
    const endMs = walk(truth, who, [{ y: 3, forMs: 9_900 }, { y: 4.2, forMs: 60_000 }, { y: 1 }, { y: 9 }]);
    truth.happened({ kind: 'gone', atMs: endMs, person: who });
    const first = truth.visitsUntil(endMs).find(({ zone }) => zone === 0);
    expect((first?.leftMs ?? 0) - (first?.enteredMs ?? 0)).toBeLessThan(11_000);
  });
});

describe('the truth about the door', () => {
  const crossed = (who: Person, atMs: number, direction: 'in' | 'out') =>
    ({ kind: 'crossed', atMs, person: who, door: layout.doors[0]?.id ?? ('' as never), direction }) as const;

  test('counts who stays in, and not who turns round within two seconds', () => {
    const truth = new StoreTruth(layout);
    const [stays, turns, works] = [person(1), person(2), person(3, 'staff')];
    truth.happened(crossed(stays, 1_000, 'in'));
    truth.happened(crossed(turns, 2_000, 'in'));
    truth.happened(crossed(turns, 3_500, 'out'));
    truth.happened(crossed(works, 5_000, 'in'));
    truth.happened(crossed(stays, 61_000, 'out'));
    const minute = truthWindow(truth, 0, 60_000);
    expect(minute.doors).toEqual([{ door: 'front', in: 2, out: 0 }]);
    expect(minute.store).toMatchObject({ entries: 2, occupancy: 2, visitors: 2 });
    const next = truthWindow(truth, 60_000, 120_000);
    expect(next.store).toMatchObject({ exits: 1, occupancy: 1, visitDurationsMs: [60_000] });
    expect(next.visits(0, 120_000).shorterThan(60_001)).toBe(1);
    expect(next.visits(0, 120_000).shorterThan(60_000)).toBe(0.5);
  });

  test('counts one visit of a person who is pushed over the line and back', () => {
    const truth = new StoreTruth(layout);
    const pushed = person(1);
    truth.happened(crossed(pushed, 1_000, 'in'));
    truth.happened(crossed(pushed, 1_300, 'out'));
    truth.happened(crossed(pushed, 3_000, 'in'));
    truth.happened(crossed(pushed, 61_000, 'out'));
    const { n, meanMs } = truthWindow(truth, 0, 120_000).visits(0, 120_000);
    expect({ n, meanMs }).toEqual({ n: 1, meanMs: 60_000 });
  });

  test('counts people who came together once, by the first of them', () => {
    const truth = new StoreTruth(layout);
    const together = [person(1), { ...person(2), group: 1 }, person(3)];
    for (const [i, who] of together.entries()) truth.happened(crossed(who, 50_000 + 8_000 * i, 'in'));
    expect(truthWindow(truth, 0, 60_000).store.groups).toBe(1);
    expect(truthWindow(truth, 60_000, 120_000).store.groups).toBe(1);
  });

  test('is what published counts are held against, window by window and as a whole', () => {
    const truth = new StoreTruth(layout);
    for (let i = 0; i < 10; i++) truth.happened(crossed(person(i), 30_000 + i * 10_000, 'in'));
    const window = (minute: number, entered: number | null): WindowSummary => ({
      startAt: new Date(minute * 60_000).toISOString(),
      durationMs: 60_000,
      revision: 1,
      partial: false,
      sensors: [],
      zones: [],
      lines: [],
      queues: [],
      journeys: [],
      feedback: [],
      trolleys: [],
      trolleyJourneys: [],
      products: [],
      radios: [],
      doors: [
        {
          door: 'front',
          coverage: entered === null ? 0 : 1,
          n: entered,
          definition: 'door/1',
          in: entered,
          out: 0,
          ...NO_DOOR_EXTRAS,
        },
      ],
      store: {
        coverage: 1,
        n: 0,
        definition: 'store/1',
        entries: entered,
        exits: 0,
        occupancy: 10,
        occupancyLow: minute === 0 ? 2 : 9,
        occupancyHigh: 12,
      } as WindowSummary['store'],
      shopfront: null,
      visits: [],
      returning: [],
    });
    const comparisons = compareAll([window(0, 2), window(1, 7), window(2, null)], truth);
    const of = (metric: string) => comparisons.find((c) => c.metric === metric && c.span === 'window');
    expect(of('door.in')).toMatchObject({ n: 2, unknown: 1, truthMean: 4.5, estimateMean: 4.5, bias: 0 });
    expect(of('door.in')?.meanAbsoluteError).toBe(1);
    expect(of('store.occupancy')?.intervals).toMatchObject({ n: 3, holding: 3 });
  });
});
