import { describe, expect, test } from 'vitest';
import { FloorView } from '../../../../src/core/geometry/floor-view.ts';
import { fitHomography } from '../../../../src/core/geometry/homography.ts';
import type { EpochMs } from '../../../../src/core/model/ids.ts';
import { PeopleTracker } from '../../../../src/core/tracking/people-tracker.ts';
import type { SimCamera } from '../../../../src/sim/model/layout.ts';
import { calibrationPairs, createCameraView, project } from '../../../../src/sim/physics/camera-view.ts';

const FRAME = { widthPx: 1280, heightPx: 960 };
const POSE = { x: 10, y: 0, heightM: 3, panDeg: 90, tiltDeg: 25, horizontalFovDeg: 80 };
const CAMERA = { ...FRAME, pose: POSE } as SimCamera;
const VIEW = createCameraView(CAMERA);
const FRAME_MS = 200;

function floorView(): FloorView {
  const pairs = calibrationPairs(CAMERA).map(({ floor, pixel }) => ({ picture: pixel, floor }));
  const fit = fitHomography(pairs);
  if (fit === undefined) throw new Error('nine points fix a plane');
  return new FloorView(fit.pictureToFloor, FRAME);
}

/** The box of somebody who stands at (x, y). */
function boxAt(x: number, y: number): number[] {
  const [feet, head] = [
    { x: 0, y: 0 },
    { x: 0, y: 0 },
  ];
  project(VIEW, x, y, 0, feet);
  project(VIEW, x, y, 1.7, head);
  const height = feet.y - head.y;
  return [(feet.x + head.x) / 2 - 0.2 * height, head.y, 0.4 * height, height, 0.97];
}

type Place = readonly [x: number, y: number];

/** Plays people by second, each at a place or not detected; tells under which numbers each was shown. */
function play(people: readonly ((second: number) => Place | undefined)[], isCalibrated: boolean) {
  const numbers = people.map(() => new Set<number>());
  const options = { frame: FRAME, ...(isCalibrated ? { floor: floorView() } : {}) };
  const tracker = new PeopleTracker(options, { moved: () => {}, joined: () => {}, ended: () => {} });
  for (let ms = 0; ms < 12_000; ms += FRAME_MS) {
    const places = people.map((at) => at(ms / 1000));
    const boxes = places.flatMap((place) => (place === undefined ? [] : boxAt(...place)));
    tracker.update(ms as EpochMs, boxes);
    tracker.forEachTrack((number, { left, top }) => {
      places.forEach((place, n) => {
        if (place === undefined) return;
        const [trueLeft = 0, trueTop = 0] = boxAt(...place);
        if (Math.hypot(left - trueLeft, top - trueTop) < 12) numbers[n]?.add(number);
      });
    });
  }
  return numbers.map((set) => set.size);
}

describe('people’s steps in metres, where the camera is calibrated', () => {
  /** Stands 9 m away, and is not detected while somebody passes behind. */
  const stands = (second: number): Place | undefined => (second > 5 && second < 6.4 ? undefined : [10, 9]);
  /** Comes up from behind the first one, 2.6 m further off, and walks on. */
  const comesUpBehind = (second: number): Place | undefined =>
    second < 5.2 ? undefined : [10 + 0.9 * Math.max(0, second - 6.2), 11.6];

  test('who comes up metres behind another, where its box lies over it, is somebody else', () => {
    expect(play([stands, comesUpBehind], true)).toEqual([1, 1]);
  });

  test('the boxes alone would have made one of them', () => {
    const [first = 0, second = 0] = play([stands, comesUpBehind], false);
    expect(first + second).toBeGreaterThan(2);
  });

  test('walkers, near or so far off that they are small, keep their numbers at five frames a second', () => {
    for (const y of [4, 10, 22]) {
      const walker = (second: number): Place => [10 - 0.3 * y + 1.6 * second * (y / 22), y];
      expect(play([walker], true)).toEqual([1]);
    }
    expect(play([(second) => [10, 4 + 1.5 * second]], true)).toEqual([1]);
  });
});
