import { expect, test } from 'vitest';
import { DoorTracker } from '../../../../src/core/doors/door-tracker.ts';
import { TurnedVisits } from '../../../../src/core/doors/turned-visits.ts';
import type { VisitsEstimated } from '../../../../src/core/model/door-fact.ts';
import type { DoorId, EpochMs, LineId, SensorId } from '../../../../src/core/model/ids.ts';
import { createRandom } from '../../../../src/core/statistics/seeded-random.ts';
import { cameraModel, counterModel } from '../../../support/sensor-models.ts';

const [COUNTER, EYE] = ['counter', 'eye'] as SensorId[] as [SensorId, SensorId];
const LINE = 'line' as LineId;
const START = Date.UTC(2026, 0, 5, 9);
const [EVERY_MS, STAY_MS, TURN_MS] = [60_000, 300_000, 2_000];
const VISITORS = 300;

/** A day on which every fourth person turns back in the door, which the counter counts and the camera's line does not. */
function bounces() {
  const visits: VisitsEstimated[] = [];
  const store = {
    doors: [{ id: 'door' as DoorId, sensors: [COUNTER], lines: [LINE] }],
    lines: [{ id: LINE, sensors: [EYE], space: 'floor' as const }],
    sensors: [counterModel(COUNTER), cameraModel(EYE)],
  };
  const doors = new DoorTracker(store, (fact) => {
    if (fact.kind === 'VisitsEstimated') visits.push(fact);
  });
  const totals = { in: 0, out: 0 };
  const pass = (person: number, direction: 'in' | 'out', at: EpochMs, isTurning: boolean) => {
    totals[direction] += 1;
    const [entered, left] = [totals.in, totals.out];
    doors.observe({ kind: 'CounterRead', sensor: COUNTER, at, mode: 'total', entered, left });
    doors.moved(person, at, 10 * person, 0);
    if (!isTurning) doors.lineCrossed({ kind: 'LineCrossed', line: LINE, at, person, direction, x: 0, y: 0 });
    if (direction === 'out') doors.ended(person);
  };
  const random = createRandom(11);
  const steps = Array.from({ length: VISITORS }, (_, person) => {
    const isTurning = person % 4 === 0;
    const from = (person + random()) * EVERY_MS;
    const to = from + (isTurning ? TURN_MS : STAY_MS * (0.5 + random()));
    return (['in', 'out'] as const).map((direction) => ({
      at: direction === 'in' ? from : to,
      play: (at: EpochMs) => pass(person, direction, at, isTurning),
    }));
  }).flat();
  doors.observe({
    kind: 'CounterRead',
    sensor: COUNTER,
    at: START as EpochMs,
    mode: 'total',
    entered: 0,
    left: 0,
  });
  const due = steps.sort((a, b) => a.at - b.at);
  for (let now = START; now < START + (VISITORS + 6) * EVERY_MS; now += 1_000) {
    const at = now as EpochMs;
    for (const sensor of [COUNTER, EYE]) doors.observe({ kind: 'SensorAlive', sensor, at });
    while (due[0] !== undefined && due[0].at <= now - START) due.shift()?.play(at);
    doors.advance(at);
  }
  doors.closed((START + 12 * 3_600_000) as EpochMs);
  return { share: visits.at(-1)?.bounce?.share ?? Number.NaN, trueShare: 1 / 4 };
}

test('counts as bounces those who turn back in the door, whom the camera does not follow', () => {
  const { share, trueShare } = bounces();
  expect(Math.abs(share - trueShare)).toBeLessThan(0.02);
});

function turnsOf(play: (door: TurnedVisits) => void): (readonly [number, number])[] {
  const turns: [number, number][] = [];
  const door = new TurnedVisits((from, to) => turns.push([from, to]));
  play(door);
  door.advance(600_000);
  return turns;
}

test('keeps no crossings of a line while the door counts nobody', () => {
  const door = new TurnedVisits(() => undefined);
  for (let at = 0; at < 600_000; at += 1_000) {
    door.crossed('in', at);
    door.advance(at);
  }
  expect(JSON.stringify(door.state.save()).length).toBeLessThan(1_000);
});

test('is no turn when the line saw one of both ways, or when the exit came first', () => {
  const turned = (door: TurnedVisits) => {
    door.counted('in', 100_000, 1);
    door.counted('out', 103_000, 1);
  };
  expect(turnsOf(turned)).toEqual([[100_000, 103_000]]);
  const seen = (door: TurnedVisits) => {
    turned(door);
    door.crossed('in', 101_000);
  };
  expect(turnsOf(seen)).toEqual([]);
  const outFirst = (door: TurnedVisits) => {
    door.counted('out', 40_000, 1);
    door.counted('in', 43_000, 1);
  };
  expect(turnsOf(outFirst)).toEqual([]);
  // Two people passed each other as often as this: the next pair is as likely chance.
  const both = (door: TurnedVisits) => {
    outFirst(door);
    turned(door);
  };
  expect(turnsOf(both)).toEqual([]);
});
