import { expect, test } from 'vitest';
import { openScenario, readScenario } from '../../../src/app/sim/open-scenario.ts';
import { openOverheadDetector } from '../../../src/app/sim/overhead-detector.ts';
import { runScenario } from '../../../src/app/sim/run-scenario.ts';
import type { Json } from '../../../src/core/model/ids.ts';
import { createRandom } from '../../../src/sim/kernel/random.ts';
import type { SimCamera } from '../../../src/sim/model/layout.ts';
import type { Person } from '../../../src/sim/model/person.ts';
import { createCameraView, project } from '../../../src/sim/physics/camera-view.ts';
import { OverheadPicture } from '../../../src/sim/sensors/overhead-picture.ts';
import { silentLog } from '../../support/silent-log.ts';

const POSE = { x: 6, y: 6.6, panDeg: 90, tiltDeg: 90, horizontalFovDeg: 84 };
const MINUTES = 5;
const FROM_MS = Date.parse('2026-03-03T12:00:00Z');

/** Walks straight through below the camera, from the top of the picture to the bottom. */
const walker = (id: number, y: number): Person => ({
  ...{ id, kind: 'visitor', group: id, isBadged: false, heightM: 1.7, radiusM: 0.23, desiredMps: 0.8 },
  ...{ x: 5.5, y, fromX: 5.5, fromY: y, vx: 0, vy: -0.8, headingRad: -Math.PI / 2 },
  ...{ goal: undefined, stuckSinceMs: 0, nearestM: 0 },
});

test.each([2.6, 3.6, 5])(
  'one person below a camera %d m up is one box, however near the head',
  async (heightM) => {
    const view = createCameraView({ pose: { ...POSE, heightM }, widthPx: 320, heightPx: 240 });
    const picture = new OverheadPicture(view, { shelves: [] }, createRandom(1, 'picture'));
    const personSidePx = (640 / 320) * ((0.5 * view.focalPx) / (heightM - 1.4));
    const eye = openOverheadDetector({ widthPx: 640, heightPx: 480 }, { model: 'motion', personSidePx });
    let atMs = 0;
    const look = async (people: readonly Person[]) => {
      atMs += 100;
      return (await eye.look(picture.draw(people, 1, atMs), atMs)).length / 5;
    };
    for (let i = 0; i < 20; i++) expect(await look([])).toBe(0);
    const found: number[] = [];
    for (let id = 1; id <= 6; id++) {
      for (let y = 9; y > 4; y -= 0.08) {
        const count = await look([walker(id, y)]);
        const pixel = { x: 0, y: 0 };
        project(view, 5.5, y, 1.4, pixel);
        if (pixel.y > 30 && pixel.y < 210) found.push(count);
      }
    }
    expect(found.length).toBeGreaterThan(50);
    expect(found.filter((count) => count !== 1).length / found.length).toBeLessThan(0.02);
  },
);

test('a camera above the door counts with the gateway’s own motion detector', async () => {
  const trees = readScenario('boutique');
  const scenario = {
    ...(trees.scenario as Record<string, Json>),
    ...{ counters: {}, receivers: {}, tags: {} },
    cameras: {
      above: {
        x: POSE.x,
        y: POSE.y,
        heightMetres: 3.6,
        panDegrees: 90,
        tiltDegrees: 90,
        fieldOfViewDegrees: 84,
      },
    },
  };
  const above = {
    ...{ id: 'above', type: 'camera', source: { rtsp: 'rtsp://sim/above' }, model: 'motion' },
    ...{
      widthPx: 640,
      heightPx: 480,
      framesPerSecond: 10,
      position: { x: POSE.x, y: POSE.y, heightMetres: 3.6 },
    },
    calibration: corners({ pose: { ...POSE, heightM: 3.6 }, widthPx: 640, heightPx: 480 }),
  };
  const { shopfront: _lineOfAnotherCamera, ...rest } = trees.settings as Record<string, Json>;
  const settings = {
    ...rest,
    ...{ sensors: [above], zones: [], tags: [] },
    lines: [{ id: 'door-line', space: 'above', from: [30, 200], to: [610, 200], insideSide: 'right' }],
    doors: [{ id: 'front', sensors: [], lines: ['door-line'] }],
  };
  const opened = await openScenario({ ...trees, scenario, settings });
  const span = { fromMs: FROM_MS, toMs: FROM_MS + MINUTES * 60_000 };
  const { summaries, truth } = await runScenario({ ...opened, ...span, seed: 1, log: silentLog });
  const counted = summaries.reduce((sum, { doors }) => sum + (doors[0]?.in ?? 0) + (doors[0]?.out ?? 0), 0);
  const crossed = truth.crossings.filter(({ atMs }) => atMs < span.toMs).length;
  expect(crossed).toBeGreaterThan(10);
  expect(counted / crossed).toBeGreaterThan(0.8);
  expect(counted / crossed).toBeLessThan(1.15);
});

/** Four places on the floor and where the camera shows them. */
function corners(camera: Pick<SimCamera, 'pose' | 'widthPx' | 'heightPx'>) {
  const view = createCameraView(camera);
  return [
    [4, 5],
    [8, 5],
    [8, 8],
    [4, 8],
  ].map(([x = 0, y = 0]) => {
    const pixel = { x: 0, y: 0 };
    project(view, x, y, 0, pixel);
    return { picture: [Math.round(pixel.x), Math.round(pixel.y)], floor: [x, y] };
  });
}
