import { describe, expect, test } from 'vitest';
import { DoorTracker } from '../../../../src/core/doors/door-tracker.ts';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { DoorId, EpochMs, SensorId } from '../../../../src/core/model/ids.ts';
import type { SensorObservation } from '../../../../src/core/model/observation.ts';
import { restoreState } from '../../../../src/core/model/state-part.ts';
import { Random } from '../../../support/seeded-random.ts';
import { contactModel, counterModel } from '../../../support/sensor-models.ts';
import { playDays } from '../../../support/stores/counted-days.ts';
import { CAMERA, countBetween, playFusedDoor } from '../../../support/stores/fused-door.ts';

const HOUR_MS = 3_600_000;

describe('a door with a beam and a camera, a quarter of the entries pairs', () => {
  test.each([5, 20, 60])(
    'counts within three percent with the camera, then with what it learnt from it, at %i a minute',
    (peoplePerMin) => {
      const minutes = Math.max(240, Math.ceil(6_000 / peoplePerMin));
      const scene = { peoplePerMin, minutes, seed: 11, pairs: 0.25, cameraMisses: 0.02 };
      const played = playFusedDoor({ ...scene, cameraUntilMs: minutes * 30_000 });
      for (const span of [
        [0, minutes * 30_000],
        [minutes * 30_000, minutes * 60_000],
      ] as const) {
        const ins = countBetween(played, 'in', span);
        const outs = countBetween(played, 'out', span);
        const ratio = (ins.counted + outs.counted) / (ins.passed + outs.passed);
        expect(Math.abs(ratio - 1)).toBeLessThan(0.03);
      }
    },
  );

  test('faults the camera that goes blind while the beam counts on', () => {
    const scene = { peoplePerMin: 20, minutes: 180, seed: 5, pairs: 0.25, cameraMisses: 0.02 };
    const blindAt = 90 * 60_000;
    const { facts } = playFusedDoor({ ...scene, cameraUntilMs: 1e12, cameraBlindFromMs: blindAt });
    const faults = facts.filter((fact) => fact.kind === 'SensorFaulted');
    expect(faults).toMatchObject([{ sensor: CAMERA, cause: 'disagrees' }]);
    expect((faults[0]?.at ?? 0) - Date.UTC(2026, 0, 5) - blindAt).toBeLessThan(HOUR_MS);
  });

  test('tells its error with every minute', () => {
    const scene = { peoplePerMin: 10, minutes: 120, seed: 2, cameraMisses: 0 };
    const { facts } = playFusedDoor({ ...scene, cameraUntilMs: 1e12 });
    const minutes = facts.filter((fact) => fact.kind === 'DoorCounted');
    expect(minutes.length).toBeGreaterThanOrEqual(240);
    for (const { errorShare } of minutes) {
      expect(errorShare).toBeGreaterThan(0);
      expect(errorShare).toBeLessThan(0.1);
    }
  });
});

test('eight days of two doors at 98%: no drift, never negative, intervals that hold, visits that nobody is known from', () => {
  const score = playDays({ days: 8, visitsPerDay: 800, seed: 4, missIn: 0.02, missOut: 0.02 });
  expect(score.driftAfterClosing).toBe(0);
  expect(score.negatives).toBe(0);
  expect(score.liveCovered / score.minutes).toBeGreaterThan(0.93);
  expect(score.restatedCovered / score.minutes).toBeGreaterThan(0.93);
  expect(Math.abs(score.meanVisitMs / score.trueMeanVisitMs - 1)).toBeLessThan(0.06);
  expect(score.bounce?.low).toBeLessThan(score.trueBounce);
  expect(score.bounce?.high).toBeGreaterThan(score.trueBounce);
});

const COUNTER = 'counter' as SensorId;

/** One door with one line counter and a door contact. */
function oneDoor(settings = {}) {
  const facts: Fact[] = [];
  const store = {
    doors: [{ id: 'door' as DoorId, sensors: [COUNTER, 'contact' as SensorId], lines: [] }],
    lines: [],
    sensors: [counterModel(COUNTER), contactModel('contact' as SensorId)],
  };
  const doors = new DoorTracker(store, (fact) => facts.push(fact), settings);
  const see = (observation: SensorObservation) => doors.observe(observation);
  const total = (at: number, entered: number, left: number) =>
    see({ kind: 'CounterRead', sensor: COUNTER, at: at as EpochMs, mode: 'total', entered, left });
  const up = (from: number, to: number) => {
    for (let at = from; at < to; at += 5_000) {
      see({ kind: 'SensorAlive', sensor: COUNTER, at: at as EpochMs });
      doors.advance(at as EpochMs);
    }
  };
  const ofKind = <Kind extends Fact['kind']>(kind: Kind) =>
    facts.filter((fact): fact is Extract<Fact, { kind: Kind }> => fact.kind === kind);
  return { doors, facts, see, total, up, ofKind };
}

describe('a door with a counter', () => {
  const start = Date.UTC(2026, 0, 5, 10);

  test('unplugged for ten minutes says nothing of them, and restores their crossings from its totals', () => {
    const { doors, see, total, up, ofKind } = oneDoor();
    total(start, 100, 90);
    up(start, start + 300_000);
    see({ kind: 'SensorDown', sensor: COUNTER, at: (start + 300_000) as EpochMs, cause: 'LINK_LOST' });
    for (let at = start + 300_000; at < start + 900_000; at += 5_000) doors.advance(at as EpochMs);
    const before = ofKind('DoorCounted').length;
    expect(ofKind('DoorCounted').filter(({ from }) => from >= start + 360_000)).toEqual([]);
    total(start + 900_000, 130, 110);
    up(start + 900_000, start + 1_200_000);
    expect(ofKind('CrossingsBackfilled')).toMatchObject([
      { direction: 'in', count: 30, at: start + 900_000 },
      { direction: 'out', count: 20, at: start + 900_000 },
    ]);
    expect(ofKind('DoorCrossed')).toEqual([]);
    expect(ofKind('DoorCounted').length).toBeGreaterThan(before);
    expect(ofKind('OccupancyEstimated').at(-1)?.mean).toBeGreaterThan(5);
  });

  test('restores what passed since its checkpoint, however short the restart was', () => {
    const first = oneDoor();
    first.total(start, 100, 90);
    first.up(start + 1_000, start + 60_000);
    const next = oneDoor();
    restoreState(next.doors.state, JSON.parse(JSON.stringify(first.doors.state.save())));
    next.doors.begin();
    next.total(start + 63_000, 105, 92);
    expect(next.ofKind('CrossingsBackfilled')).toMatchObject([
      { direction: 'in', count: 5, from: start + 56_000 },
      { direction: 'out', count: 2, from: start + 56_000 },
    ]);
    expect(next.ofKind('DoorCrossed')).toEqual([]);
  });

  test('knows that the shop is empty when nobody passes for two hours', () => {
    const { total, up, ofKind } = oneDoor();
    total(start, 0, 0);
    total(start + 1_000, 7, 0);
    up(start + 2_000, start + 600_000);
    total(start + 600_000, 7, 6);
    up(start + 601_000, start + 3 * HOUR_MS);
    expect(ofKind('OccupancyRestated')).toHaveLength(1);
    expect(ofKind('OccupancyEstimated').at(-1)?.mean).toBe(0);
    expect(ofKind('VisitsEstimated')).toHaveLength(1);
  });

  test('that counts while the door is shut is faulted', () => {
    const { see, total, up, ofKind } = oneDoor();
    see({ kind: 'ContactRead', sensor: 'contact' as SensorId, at: start as EpochMs, open: false });
    total(start, 0, 0);
    total(start + 1_000, 1, 0);
    up(start + 2_000, start + 60_000);
    expect(ofKind('SensorFaulted')).toMatchObject([{ sensor: COUNTER, cause: 'counts-while-shut' }]);
  });

  test('that counts nobody in an hour that is busy in other weeks is faulted', () => {
    const { total, up, ofKind } = oneDoor();
    let people = 0;
    for (let week = 0; week < 4; week++) {
      for (let minute = 0; minute < 61; minute++) {
        const at = start + week * 7 * 24 * HOUR_MS + minute * 60_000;
        if (week < 3) people += 1;
        total(at, people, people);
        up(at, at + 60_000);
      }
    }
    expect(ofKind('SensorFaulted').map(({ cause }) => cause)).toContain('no-counts');
  });

  test('that counts half as many out as in is out of balance', () => {
    const { doors, total, up, ofKind } = oneDoor();
    total(start, 0, 0);
    for (let i = 1; i <= 200; i++) {
      total(start + i * 10_000, i, Math.floor(i / 2));
      up(start + i * 10_000, start + (i + 1) * 10_000);
    }
    doors.closed((start + 201 * 10_000) as EpochMs);
    expect(ofKind('SensorFaulted')).toMatchObject([{ cause: 'in-out-imbalance' }]);
  });

  test('whose clock drifts by half a minute is faulted, and well again once it is set', () => {
    const { see, ofKind } = oneDoor();
    const read = (at: number, clockS: number) =>
      see({
        kind: 'CounterRead',
        sensor: COUNTER,
        at: at as EpochMs,
        mode: 'total',
        entered: 0,
        left: 0,
        clockS: Math.round(clockS) % 86_400,
      });
    // Two seconds an hour too fast, told as the time of day, over midnight.
    for (let hour = 0; hour <= 24; hour += 0.25) read(start + hour * HOUR_MS, hour * 3_602 + 36_000);
    expect(ofKind('SensorFaulted')).toMatchObject([{ sensor: COUNTER, cause: 'clock-drift' }]);
    expect(ofKind('SensorFaulted')[0]?.at).toBeGreaterThan(start + 14 * HOUR_MS);
    read(start + 25 * HOUR_MS, 25 * 3_600 + 36_000);
    expect(ofKind('SensorRecovered')).toMatchObject([{ sensor: COUNTER }]);
  });

  test('gives the same facts after a restart from a checkpoint', () => {
    const play = (restartAt: number | undefined) => {
      const first = oneDoor();
      let current = first;
      const facts = [...first.facts];
      for (let i = 0; i < 300; i++) {
        if (i === restartAt) {
          const next = oneDoor();
          restoreState(next.doors.state, JSON.parse(JSON.stringify(current.doors.state.save())));
          facts.push(...current.facts);
          current = next;
        }
        current.total(start + i * 10_000, i, Math.floor(i * 0.9));
        current.up(start + i * 10_000, start + i * 10_000 + 5_000);
      }
      current.doors.closed((start + HOUR_MS) as EpochMs);
      return [...facts, ...current.facts];
    };
    expect(play(150)).toEqual(play(undefined));
  });
});

/** A wide entrance with two counters, of which each sees a half or everybody. */
function twoCounters(parts: readonly string[]) {
  const facts: Fact[] = [];
  const ids = ['left', 'right'] as SensorId[];
  const store = {
    doors: [{ id: 'door' as DoorId, sensors: ids, lines: [], parts }],
    lines: [],
    sensors: ids.map(counterModel),
  };
  const doors = new DoorTracker(store, (fact) => facts.push(fact));
  const random = new Random(3);
  const start = Date.UTC(2026, 0, 5, 10);
  const totals = [0, 0];
  let passed = 0;
  for (let second = 0; second < 3_600; second += 5) {
    const at = (start + second * 1_000) as EpochMs;
    const side = random.int(0, 1);
    if (random.chance(0.5)) {
      passed += second > 0 ? 1 : 0;
      totals[side] = (totals[side] ?? 0) + 1;
    }
    ids.forEach((sensor, i) => {
      doors.observe({ kind: 'CounterRead', sensor, at, mode: 'total', entered: totals[i] ?? 0, left: 0 });
    });
    doors.advance(at);
  }
  const counted = facts.reduce((sum, fact) => sum + (fact.kind === 'DoorCrossed' ? fact.count : 0), 0);
  return { passed, counted, facts, view: doors.view((start + 3_600_000) as EpochMs) };
}

test('two counters that each see a part of the width add up', () => {
  const { passed, counted, view, facts } = twoCounters(['left', 'right']);
  expect(Math.abs(counted - passed)).toBeLessThanOrEqual(1);
  expect(view[0]?.sources.map(({ id }) => id)).toEqual(['left', 'right']);
  expect(view[0]?.sources.reduce((sum, source) => sum + source.in, 0)).toBe(passed);
  expect(facts.filter(({ kind }) => kind === 'SensorFaulted')).toEqual([]);
});
