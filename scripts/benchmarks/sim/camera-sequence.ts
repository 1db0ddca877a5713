import { openScenario, readScenario } from '../../../src/app/sim/open-scenario.ts';
import { VirtualClock } from '../../../src/sim/kernel/virtual-clock.ts';
import type { SimCamera } from '../../../src/sim/model/layout.ts';
import type { Person } from '../../../src/sim/model/person.ts';
import { createCameraView, project } from '../../../src/sim/physics/camera-view.ts';
import type { SimStore } from '../../../src/sim/scenario/sim-store.ts';
import { createSimStore } from '../../../src/sim/scenario/sim-store.ts';
import type { MotFrame, MotSequence, MotTracks } from '../tracking/mot-data.ts';
import { toFrame } from '../tracking/mot-data.ts';

/** A Tuesday, when the shipped stores are open. */
const MORNING = '2026-03-03T10:00:00Z';
const FRAMES_PER_SECOND = 5;
/** The store has been open for so long when the camera begins to look. */
const OPEN_MS = 30 * 60_000;
const LOOK_MS = 10 * 60_000;

/**
 * What the first camera of a simulated store sees in ten minutes at 5 frames a second: boxes with a detector's errors.
 * The truth is where people's feet are, whether they are hidden or not; people walk by goals and social forces.
 */
export async function simulateSequence(scenario: string, seed: number): Promise<MotSequence> {
  const { shop } = await openScenario(readScenario(scenario));
  const camera = shop.layout.cameras.find(({ isOverhead }) => isOverhead !== true);
  if (camera === undefined) throw new Error(`no camera in ${scenario}`);
  const looking = { ...camera, framesPerSecond: FRAMES_PER_SECOND };
  const layout = { ...shop.layout, cameras: [looking] };
  const opensMs = Date.parse(MORNING);
  const clock = new VirtualClock(opensMs);
  const store = createSimStore({ layout, scenario: shop.scenario, seed, clock });
  await clock.run({ untilMs: opensMs + OPEN_MS });
  const detections: MotTracks = new Map();
  const truth: MotTracks = new Map();
  const end = new AbortController();
  const reading = read(store, looking, { detections, truth }, end.signal);
  await clock.run({ untilMs: opensMs + OPEN_MS + LOOK_MS });
  end.abort();
  await reading;
  const { widthPx, heightPx } = camera;
  const length = (LOOK_MS / 1000) * FRAMES_PER_SECOND;
  return {
    name: `${scenario} ${seed}`,
    framesPerSecond: FRAMES_PER_SECOND,
    length,
    widthPx,
    heightPx,
    truth,
    detections,
  };
}

interface Taken {
  readonly detections: MotTracks;
  readonly truth: MotTracks;
}

async function read(store: SimStore, camera: SimCamera, taken: Taken, signal: AbortSignal): Promise<void> {
  const detector = { model: '' };
  const frames = store.links.camera.frames({ source: camera.source, detector, pace: 'every' }, signal);
  let frame = 0;
  for await (const { boxes } of frames) {
    frame += 1;
    const found = toFrame(taken.detections, frame);
    for (let n = 0; n < boxes.length; n += 5) {
      found.boxes.push(...boxes.slice(n, n + 4));
      found.scores.push(boxes[n + 4] ?? 0);
    }
    const present = toFrame(taken.truth, frame);
    for (const person of store.people()) addPerson(present, camera, person);
  }
}

/** A box as wide as two fifths of its height, from the head down to the feet; nobody whose feet are out of the picture. */
function addPerson({ ids, boxes }: MotFrame, camera: SimCamera, { id, x, y, heightM }: Person): void {
  const view = createCameraView(camera);
  const [feet, head] = [
    { x: 0, y: 0 },
    { x: 0, y: 0 },
  ];
  if (!project(view, x, y, 0, feet) || !project(view, x, y, heightM, head)) return;
  if (feet.x < 0 || feet.y < 0 || feet.x > camera.widthPx || feet.y > camera.heightPx) return;
  const height = feet.y - head.y;
  ids.push(id);
  boxes.push(feet.x - 0.2 * height, head.y, 0.4 * height, height);
}
