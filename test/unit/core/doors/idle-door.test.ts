import { expect, test } from 'vitest';
import { DoorTracker } from '../../../../src/core/doors/door-tracker.ts';
import type { DoorId, EpochMs, SensorId } from '../../../../src/core/model/ids.ts';
import { counterModel } from '../../../support/sensor-models.ts';

const [FRONT, BACK] = ['front', 'back'] as SensorId[] as [SensorId, SensorId];
const START = Date.UTC(2026, 0, 5, 9);
const SECONDS = 4 * 3_600;
/** One person enters every minute and stays for eight minutes; of each five exits one is missed. */
const [EVERY_S, STAY_S, MISSED_EXIT] = [60, 480, 5];

/** The estimated number of people after a day on which only the front counter is plugged in. */
function playDay(counters: readonly SensorId[]): number {
  const store = {
    sensors: counters.map(counterModel),
    doors: counters.map((id) => ({ id: id as string as DoorId, sensors: [id], lines: [] })),
  };
  let people = Number.NaN;
  const doors = new DoorTracker(
    { ...store, lines: [] },
    (fact) => {
      if (fact.kind === 'OccupancyEstimated') people = fact.mean;
    },
    {},
    (door) => ((door as string) === FRONT ? START : undefined),
  );
  for (let second = 0; second < SECONDS; second++) {
    const at = (START + second * 1_000) as EpochMs;
    const isExit = second >= STAY_S && second % EVERY_S === 30;
    const entered = second % EVERY_S === 0 ? 1 : 0;
    const left = isExit && Math.floor(second / EVERY_S) % MISSED_EXIT !== 0 ? 1 : 0;
    doors.observe({ kind: 'CounterRead', sensor: FRONT, at, mode: 'delta', entered, left });
    doors.advance(at);
  }
  return people;
}

test('is known by the turnover also beside a door whose counter was never plugged in', () => {
  const alone = playDay([FRONT]);
  // By the sum of ins and outs, 54 would be inside.
  expect(alone).toBeLessThan(30);
  expect(playDay([FRONT, BACK])).toBe(alone);
});
