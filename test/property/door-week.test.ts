import { expect, test } from 'vitest';
import type { DoorWeek, Errors } from '../support/stores/door-week.ts';
import { counterId, LINE_CAMERA, playDoorWeek, worstOff } from '../support/stores/door-week.ts';

const good: () => Errors = () => ({ misses: 0.02, doubles: 0.005 });
const from = (firstBad: number, bad: Errors) => (day: number) => (day < firstBad ? good() : bad);
const DOOR = { seed: 1, peoplePerMin: 3, pairs: 0.15, days: 4 };

test.each<[string, Pick<DoorWeek, 'counters' | 'line'>]>([
  ['a line that overlooks a fifth', { counters: [good], line: () => ({ misses: 0.2, doubles: 0 }) }],
  ['a line that doubles a seventh', { counters: [good], line: () => ({ misses: 0.02, doubles: 0.15 }) }],
  ['a counter that overlooks a tenth', { counters: [good, () => ({ misses: 0.1, doubles: 0 })] }],
  ['a better line', { counters: [() => ({ misses: 0.15, doubles: 0 })], line: good }],
])('a door gets no worse by %s', (_name, sensors) => {
  const { days } = playDoorWeek({ ...DOOR, ...sensors });
  expect(Math.max(...days.slice(1).map(worstOff))).toBeLessThanOrEqual(0);
});

test.each<[string, Pick<DoorWeek, 'counters' | 'line'>, string]>([
  ['its line overlooks half', { counters: [good], line: from(3, { misses: 0.5, doubles: 0 }) }, LINE_CAMERA],
  [
    'its counter overlooks half',
    { counters: [from(3, { misses: 0.5, doubles: 0 })], line: good },
    counterId(0),
  ],
  [
    'its counter doubles three in ten',
    { counters: [from(3, { misses: 0.02, doubles: 0.3 })], line: good },
    counterId(0),
  ],
  [
    'its line doubles three in ten',
    { counters: [good], line: from(3, { misses: 0, doubles: 0.3 }) },
    LINE_CAMERA,
  ],
  [
    'beside a poor line its counter doubles three in ten',
    {
      counters: [from(3, { misses: 0.02, doubles: 0.3 })],
      line: () => ({ misses: 0.2, doubles: 0 }),
    },
    counterId(0),
  ],
  [
    'its counter doubles half',
    { counters: [from(3, { misses: 0, doubles: 0.5 })], line: good },
    counterId(0),
  ],
])('%s from the fourth day on: it is named within a day, and leads no more', (_name, sensors, culprit) => {
  const { faults, leaders } = playDoorWeek({ ...DOOR, ...sensors, days: 5 });
  expect(faults.map(({ day, sensor }) => `${day} ${sensor}`)).toEqual([`3 ${culprit}`]);
  expect(leaders.at(-1)).not.toBe(culprit);
});
