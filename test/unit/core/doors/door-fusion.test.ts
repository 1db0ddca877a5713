import { describe, expect, test } from 'vitest';
import { DoorTracker } from '../../../../src/core/doors/door-tracker.ts';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { DoorId, EpochMs, LineId, SensorId } from '../../../../src/core/model/ids.ts';
import { Random } from '../../../support/seeded-random.ts';
import { cameraModel, counterModel } from '../../../support/sensor-models.ts';

const COUNTER = 'counter' as SensorId;
const CAMERA = 'camera' as SensorId;
const LINE = 'line' as LineId;
const STORE = {
  doors: [{ id: 'door' as DoorId, sensors: [COUNTER], lines: [LINE] }],
  lines: [{ id: LINE, sensors: [CAMERA] }],
  sensors: [counterModel(COUNTER), cameraModel(CAMERA)],
};
const START = Date.UTC(2026, 0, 5, 10);
const REPORT_MS = 5_000;
/** A line tells a crossing when nobody took it back. */
const TOLD_LATE_MS = 2_000;

interface Scene {
  readonly hours: number;
  readonly peoplePerMin: number;
  readonly counterMisses: number;
  /** Crossings that the camera's line tells of each person, from none on. */
  readonly timesTold: (random: Random) => number;
}

/** People pass in and out; the counter tells its totals every five seconds, the line each crossing two seconds late. */
function play({ hours, peoplePerMin, counterMisses, timesTold }: Scene) {
  const random = new Random(3);
  const facts: Fact[] = [];
  const doors = new DoorTracker(STORE, (fact) => facts.push(fact));
  const totals = { in: 0, out: 0 };
  const told: { readonly tellAt: number; readonly at: EpochMs; readonly direction: 'in' | 'out' }[] = [];
  let passed = 0;
  const pass = (ms: number, direction: 'in' | 'out') => {
    passed += 1;
    if (!random.chance(counterMisses)) totals[direction] += 1;
    for (let n = timesTold(random); n > 0; n--)
      told.push({ tellAt: ms + TOLD_LATE_MS, at: (START + ms) as EpochMs, direction });
  };
  const tell = (ms: number) => {
    const due = told.splice(0, told.filter(({ tellAt }) => tellAt <= ms).length);
    for (const { at, direction } of due)
      doors.lineCrossed({ kind: 'LineCrossed', line: LINE, at, person: 1, direction, x: 0, y: 0 });
  };
  for (let ms = 0; ms < hours * 3_600_000; ms += 250) {
    const at = (START + ms) as EpochMs;
    if (random.chance(peoplePerMin / 240)) pass(ms, random.chance(0.5) ? 'in' : 'out');
    tell(ms);
    if (ms % REPORT_MS !== 0) continue;
    const entered = totals.in;
    const left = totals.out;
    doors.observe({ kind: 'CounterRead', sensor: COUNTER, at, mode: 'total', entered, left });
    doors.observe({ kind: 'SensorAlive', sensor: CAMERA, at });
    doors.advance(at);
  }
  const counted = facts
    .filter((fact) => fact.kind === 'DoorCrossed')
    .reduce((sum, { count }) => sum + count, 0);
  return { counted, passed, facts };
}

describe('a door with a camera’s line and a counter that reports every few seconds', () => {
  test('is not counted up for what the counter only told later', () => {
    const timesTold = (random: Random) => (random.chance(0.02) ? 0 : 1);
    const { counted, passed } = play({ hours: 6, peoplePerMin: 4, counterMisses: 0.03, timesTold });
    expect(Math.abs(counted / passed - 1)).toBeLessThan(0.03);
  });

  test('trusts the counter when the line tells four people for each, and says so', () => {
    const { counted, passed, facts } = play({
      hours: 6,
      peoplePerMin: 4,
      counterMisses: 0.03,
      timesTold: () => 4,
    });
    const faults = facts.filter((fact) => fact.kind === 'SensorFaulted');
    expect(faults).toMatchObject([{ sensor: CAMERA, cause: 'disagrees' }]);
    expect(counted / passed).toBeLessThan(1.2);
  });

  test('still trusts the line when the counter goes blind', () => {
    const { facts, counted, passed } = play({
      hours: 4,
      peoplePerMin: 4,
      counterMisses: 0.97,
      timesTold: () => 1,
    });
    const faults = facts.filter((fact) => fact.kind === 'SensorFaulted');
    expect(faults[0]).toMatchObject({ sensor: COUNTER });
    expect(Math.abs(counted / passed - 1)).toBeLessThan(0.05);
  });
});

test('of three sources that each miss every third person, no person is missed', () => {
  const lines = ['a', 'b', 'c'].map((name) => ({
    id: name as LineId,
    sensors: [`${name}-camera` as SensorId],
  }));
  const sensors = lines.map(({ sensors: [camera = CAMERA] }) => cameraModel(camera));
  const door = { id: 'door' as DoorId, sensors: [], lines: lines.map(({ id }) => id) };
  let counted = 0;
  const doors = new DoorTracker({ doors: [door], lines, sensors }, (fact) => {
    if (fact.kind === 'DoorCrossed') counted += fact.count;
  });
  for (let second = 0; second < 60 * 40; second += 5) {
    const at = (START + 1000 * second) as EpochMs;
    for (const { id: sensor } of sensors) doors.observe({ kind: 'SensorAlive', sensor, at });
    const person = second / 40;
    for (const [i, { id: line }] of lines.entries()) {
      if (second % 40 > 0 || person % 3 === i) continue;
      doors.lineCrossed({ kind: 'LineCrossed', line, at, person, direction: 'in', x: 0, y: 0 });
    }
    doors.advance(at);
  }
  expect(counted).toBe(60);
});
