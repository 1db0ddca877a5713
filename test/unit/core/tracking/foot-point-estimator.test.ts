import { describe, expect, test } from 'vitest';
import type { EpochMs } from '../../../../src/core/model/ids.ts';
import type { PeopleTrackerOptions } from '../../../../src/core/tracking/people-tracker.ts';
import { FRAME, listen } from './scene.ts';

/** Plays boxes left, top, width, height at ten frames a second and gives the ground points told. */
function points(boxes: readonly (readonly number[])[], options: PeopleTrackerOptions = { frame: FRAME }) {
  const { tracker, of } = listen(options);
  boxes.forEach((box, n) => {
    tracker.update((1000 + 100 * n) as EpochMs, [...box, 0.97]);
  });
  return of('moved').map(([, , , x, y]) => ({ x: Number(x), y: Number(y) }));
}

const repeat = (box: number[], times: number) => Array.from({ length: times }, () => box);
/** Somebody 200 px tall whose feet come up from below the picture (720) to 690 and stay. */
const feetAt = (y: number) => [600, y - 200, 80, Math.min(200, FRAME.heightPx - (y - 200))];
const entering = [800, 780, 760, 740, 725, 710, 700, 690];

describe('the ground point', () => {
  test('is the middle of the bottom edge of a whole box', () => {
    expect(points([[600, 300, 80, 200]])).toEqual([{ x: 640, y: 500 }]);
  });

  test('of the first person waits for the feet to come into the picture, and is then told with its own time', () => {
    const told = points([...entering.map(feetAt), ...repeat(feetAt(690), 12)]);
    expect(told).toHaveLength(entering.length + 12);
    entering.forEach((y, n) => {
      expect(told[n]?.y).toBeCloseTo(y, -1);
    });
  });

  test('of a later person is completed at once with the height of those before', () => {
    const { tracker, of } = listen();
    for (let n = 0; n < 20; n++) tracker.update((1000 + 100 * n) as EpochMs, [...feetAt(670), 0.97]);
    tracker.advance(20_000 as EpochMs);
    tracker.update(20_000 as EpochMs, [...feetAt(790), 0.97]);
    expect(of('moved').at(-1)?.slice(1)).toEqual([2, 20_000, 640, expect.closeTo(790, 0)]);
  });

  test('of somebody who walks out over the bottom edge goes on below it', () => {
    const leaving = [660, 680, 700, 720, 740, 760].map(feetAt);
    const told = points([...repeat(feetAt(640), 10), ...leaving]);
    expect(told.at(-1)?.y).toBeCloseTo(760, -1);
  });

  test('stays on the floor when a counter hides the legs', () => {
    const told = points([...repeat([600, 300, 80, 200], 10), ...repeat([600, 300, 80, 120], 10)]);
    for (const { y } of told) expect(y).toBeCloseTo(500, -1.5);
  });

  test('follows somebody who walks away and gets smaller', () => {
    const away = Array.from({ length: 30 }, (_, n) => [600, 300 - 4 * n, 80, 200 - 3 * n]);
    expect(points(away).at(-1)?.y).toBe(300 - 4 * 29 + 200 - 3 * 29);
  });

  test('stays under the body when the side of the picture cuts the box', () => {
    const told = points([...repeat([20, 300, 80, 200], 10), [0, 300, 60, 200]]);
    expect(told.at(-1)?.x).toBeCloseTo(20, 0);
    const right = points([...repeat([1180, 300, 80, 200], 10), [1220, 300, 60, 200]]);
    expect(right.at(-1)?.x).toBeCloseTo(1260, 0);
  });

  test('is the box’s own where the size of the picture is not known', () => {
    expect(points(entering.map(feetAt), {}).map(({ y }) => y)).toEqual(
      entering.map((y) => Math.min(y, FRAME.heightPx)),
    );
  });
});
