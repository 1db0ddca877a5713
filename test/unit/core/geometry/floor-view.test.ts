import { describe, expect, test } from 'vitest';
import { cameraPose } from '../../../../src/core/geometry/camera-pose.ts';
import { FloorView, positionDeviation } from '../../../../src/core/geometry/floor-view.ts';
import { fitHomography } from '../../../../src/core/geometry/homography.ts';
import type { SimCamera } from '../../../../src/sim/model/layout.ts';
import type { CameraView } from '../../../../src/sim/physics/camera-view.ts';
import { calibrationPairs, createCameraView, project } from '../../../../src/sim/physics/camera-view.ts';

const FRAME = { widthPx: 1280, heightPx: 960 };

function camera(tiltDeg: number, heightM = 4) {
  const pose = { x: 5, y: 1, heightM, panDeg: 90, tiltDeg, horizontalFovDeg: 90 };
  const hung = { ...FRAME, pose } as SimCamera;
  const fit = fitHomography(calibrationPairs(hung).map(({ floor, pixel }) => ({ picture: pixel, floor })));
  if (fit === undefined) throw new Error('nine points fix a plane');
  return { view: createCameraView(hung), fit, floor: new FloorView(fit.pictureToFloor, FRAME) };
}

function pixel(view: CameraView, x: number, y: number, z: number) {
  const out = { x: 0, y: 0 };
  if (!project(view, x, y, z, out)) throw new Error('behind the camera');
  return out;
}

/** Where somebody is located who stands at (x, y), is seen from `fromM` up, and is `tallM` tall. */
function locate({ view, floor }: ReturnType<typeof camera>, x: number, y: number, fromM = 0, tallM = 1.7) {
  const low = pixel(view, x, y, fromM);
  const head = pixel(view, x, y, tallM);
  const place = floor.locate((low.x + head.x) / 2, low.y, head.y);
  if (place === undefined) throw new Error('nowhere');
  return { offM: Math.hypot(place.x - x, place.y - y), sdM: positionDeviation(place), place };
}

describe('the view that a calibrated camera has of the floor', () => {
  test('its map of the floor tells how high it hangs, and where heads are', () => {
    for (const heightM of [2.6, 4, 6]) {
      const { view, fit } = camera(35, heightM);
      const pose = cameraPose(fit.floorToPicture, FRAME);
      expect(pose?.heightM).toBeCloseTo(heightM, 2);
      expect(pose?.heightAt(6, 6, pixel(view, 6, 6, 1.7).y)).toBeCloseTo(1.7, 2);
    }
  });

  test('places a fully visible person at their feet, with less certainty further off', () => {
    const near = locate(camera(35), 5, 4);
    const far = locate(camera(35), 5, 15);
    expect(near.offM).toBeLessThan(0.15);
    expect(far.offM).toBeLessThan(0.4);
    expect(far.sdM).toBeGreaterThan(2 * near.sdM);
    // Along the line of sight it is unsure, not across.
    expect(far.place.yy).toBeGreaterThan(4 * far.place.xx);
  });

  test('whose feet a shelf hides is not metres behind it', () => {
    for (const y of [4, 8, 13]) {
      const { offM, sdM } = locate(camera(35), 5, y, 0.9);
      expect(offM).toBeLessThan(1.5 * sdM);
      expect(offM).toBeLessThan(0.6);
    }
  });

  test('the error that is foreseen for a place is the one that comes', () => {
    const hung = camera(35);
    for (const y of [4, 8, 13]) {
      const { sdM } = locate(hung, 5, y);
      expect((hung.floor.errorAt(5, y) ?? 0) / sdM).toBeCloseTo(1, 0);
    }
    expect(hung.floor.errorAt(5, -3)).toBeUndefined();
  });

  test('without a picture size, or looking straight down, the feet alone tell', () => {
    const plain = new FloorView(camera(35).fit.pictureToFloor);
    const foot = pixel(camera(35).view, 5, 6, 0);
    expect(plain.locate(foot.x, foot.y, foot.y - 200)?.y).toBeCloseTo(6, 3);
    const down = camera(90);
    const under = pixel(down.view, 5.5, 1.5, 0);
    expect(down.floor.locate(under.x, under.y, under.y - 100)?.x).toBeCloseTo(5.5, 1);
  });

  test('what is above the horizon is nowhere', () => {
    const { floor } = camera(10);
    expect(floor.locate(640, 100, 40)).toBeUndefined();
    expect(floor.locate(640, 800, 500)).toBeDefined();
  });
});
