import { describe, expect, test } from 'vitest';
import { DoorTracker } from '../../../../src/core/doors/door-tracker.ts';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { DoorId, EpochMs, SensorId } from '../../../../src/core/model/ids.ts';
import type { SensorObservation } from '../../../../src/core/model/observation.ts';
import type { CountingMethod } from '../../../../src/core/model/sensor-kind.ts';
import { restoreState } from '../../../../src/core/model/state-part.ts';

const SENSOR = 'counter' as SensorId;
const START = Date.UTC(2026, 0, 5, 10);

function doorWith(method: CountingMethod, isSwapped: boolean) {
  const facts: Fact[] = [];
  const counting = { kind: 'counts-people', method, believedSd: 0.035, maxGapMs: 15_000 } as const;
  const doors = new DoorTracker(
    {
      doors: [{ id: 'door' as DoorId, sensors: [SENSOR], lines: [] }],
      lines: [],
      sensors: [{ id: SENSOR, type: 'any', ...counting, isSwapped }],
    },
    (fact) => facts.push(fact),
  );
  const see = (seen: readonly SensorObservation[]) => {
    for (const one of seen) {
      doors.observe(one);
      doors.advance(one.at);
    }
  };
  const counts = (ms = 0) => {
    const [source] = doors.view((START + ms) as EpochMs)[0]?.sources ?? [];
    return { in: source?.in, out: source?.out };
  };
  return { doors, facts, see, counts };
}

const at = (ms: number) => ({ sensor: SENSOR, at: (START + ms) as EpochMs });
const total = (ms: number, entered: number, left: number) =>
  ({ kind: 'CounterRead', ...at(ms), mode: 'total', entered, left }) as const;
const beam = (ms: number, which: 'a' | 'b', blocked: boolean) =>
  ({ kind: 'BeamsCrossed', ...at(ms), beam: which, blocked }) as const;
const ranges = (ms: number, outerMm: number, innerMm: number) =>
  ({ kind: 'RangesRead', ...at(ms), outerMm, innerMm }) as const;

/** One person who walks in, as each way of counting has it. */
const ONE_IN: Readonly<Record<CountingMethod, readonly SensorObservation[]>> = {
  beams: [
    ...[beam(0, 'a', false), beam(0, 'b', false), beam(5_000, 'a', true), beam(5_200, 'b', true)],
    ...[beam(5_500, 'a', false), beam(5_700, 'b', false), { kind: 'SensorAlive', ...at(9_000) } as const],
  ],
  ranges: [
    ...Array.from({ length: 50 }, (_, i) => ranges(i * 100, 2_100, 2_100)),
    ...[ranges(5_000, 600, 2_100), ranges(5_200, 600, 600), ranges(5_400, 2_100, 600)],
    ...Array.from({ length: 20 }, (_, i) => ranges(5_600 + i * 100, 2_100, 2_100)),
  ],
  counter: [total(0, 100, 90), total(5_000, 101, 90)],
  intervals: [
    {
      ...{ kind: 'IntervalCounted', ...at(60_000), from: START as EpochMs, to: (START + 60_000) as EpochMs },
      ...{ entered: 1, left: 0 },
    },
  ],
};

describe.each(Object.entries(ONE_IN))('a sensor that counts by %s', (method, seen) => {
  test.each([
    [false, { in: 1, out: 0 }],
    [true, { in: 0, out: 1 }],
  ])('and is swapped: %s', (isSwapped, counted) => {
    const door = doorWith(method as CountingMethod, isSwapped);
    door.see(seen);
    expect(door.counts(70_000)).toEqual(counted);
  });
});

test('a counter that is turned round on the way counts nobody for it, and its next people the right way', () => {
  const before = doorWith('counter', false);
  before.see([total(0, 5_000, 120), total(5_000, 5_000, 121)]);
  const after = doorWith('counter', true);
  restoreState(after.doors.state, JSON.parse(JSON.stringify(before.doors.state.save())));
  after.doors.begin();
  after.see([total(20_000, 5_000, 121), total(25_000, 5_000, 122)]);
  expect(after.counts()).toEqual({ in: 1, out: 0 });
  const kinds = after.facts.map(({ kind }) => kind);
  expect(kinds).not.toContain('CrossingsBackfilled');
  expect(kinds).not.toContain('CounterRestarted');
  expect(kinds).not.toContain('CountsLost');
});

test('what passed a swapped counter unheard is restored the right way round', () => {
  const door = doorWith('counter', true);
  door.see([
    total(0, 100, 90),
    { kind: 'SensorDown', ...at(5_000), cause: 'LINK_LOST' },
    total(60_000, 103, 90),
  ]);
  expect(door.facts.filter(({ kind }) => kind === 'CrossingsBackfilled')).toMatchObject([
    { direction: 'out', count: 3 },
  ]);
});
