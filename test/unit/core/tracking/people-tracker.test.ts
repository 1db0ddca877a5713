import { describe, expect, test } from 'vitest';
import { PeopleTracker } from '../../../../src/core/tracking/people-tracker.ts';
import type { EpochMs } from '../../../../src/core/types.ts';

type Told = [what: string, person: number, at: number, ...rest: (number | string)[]];

function listen(frame?: { widthPx: number; heightPx: number }) {
  const told: Told[] = [];
  const tracker = new PeopleTracker(frame === undefined ? {} : { frame }, {
    moved: (person, at, x, y) => told.push(['moved', person, at, x, y]),
    joined: (person, at, gapMs) => told.push(['joined', person, at, gapMs]),
    ended: (person, at, reason) => told.push(['ended', person, at, reason]),
  });
  return { tracker, told, of: (what: string) => told.filter((one) => one[0] === what) };
}

const at = (ms: number) => ms as EpochMs;
/** Somebody 100 px tall, walking right at 80 px/s. */
const walker = (ms: number, score = 0.8) => [100 + 0.08 * ms, 200, 40, 100, score];

describe('a person', () => {
  test('is told of with its first points once it is sure', () => {
    const { tracker, told } = listen();
    tracker.update(at(0), walker(0));
    expect(told).toEqual([]);
    tracker.update(at(200), walker(200));
    expect(told.map(([what, person, ms]) => [what, person, ms])).toEqual([
      ['moved', 1, 0],
      ['moved', 1, 200],
    ]);
  });

  test('keeps its number when it was hidden for a while, and the join is told', () => {
    const { tracker, of } = listen();
    for (let ms = 0; ms <= 2000; ms += 200) tracker.update(at(ms), walker(ms));
    for (let ms = 2200; ms < 3000; ms += 200) tracker.update(at(ms), []);
    tracker.update(at(3000), walker(3000));
    expect(of('joined')).toEqual([['joined', 1, 3000, 1000]]);
    expect(new Set(of('moved').map((one) => one[1]))).toEqual(new Set([1]));
    expect(of('ended')).toEqual([]);
  });
});
