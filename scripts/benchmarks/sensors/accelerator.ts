// What the output of an accelerator costs: 20 people, 30 times a second, from a stand-in for rpicam-vid that writes the
// program's lines. An hour without people must be zeros with whole coverage.
import { setTimeout as sleep } from 'node:timers/promises';
import { Engine } from '../../../src/core/engine/engine.ts';
import type { EpochMs, SensorId, ZoneId } from '../../../src/core/model/ids.ts';
import type { StoreModel } from '../../../src/core/model/store-model.ts';
import type { WindowSummary } from '../../../src/core/model/window-summary.ts';
import { createCameraLink } from '../../../src/links/camera/camera-link.ts';
import { InferenceMarks } from '../../../src/links/camera/inference-marks.ts';
import { createStandIn } from '../../../test/support/accelerator/rpicam-stand-in.ts';
import { THRESHOLDS } from '../../../test/support/stores/store-model.ts';

const SECONDS = 20;
const FRAMES_PER_SECOND = 30;
const MOST_SHARE = 0.05;
const CAMERA = 'camera' as SensorId;
const START = Date.UTC(2026, 0, 12, 9);

/** Share of a core that reading the output takes in this process, and the frames that came. */
async function measureLink(): Promise<{
  readonly share: number;
  readonly frames: number;
  readonly people: number;
}> {
  const { folder } = createStandIn('people 20');
  const link = createCameraLink({ modelFolders: [], commandPath: `${folder}:/usr/bin:/bin` });
  const abort = new AbortController();
  const source = { kind: 'accelerated', camera: 0, accelerator: 'hailo' } as const;
  const wanted = {
    source,
    detector: { model: 'none' },
    framesPerSecond: FRAMES_PER_SECOND,
    pace: 'live',
  } as const;
  let [frames, people] = [0, 0];
  const reading = (async () => {
    for await (const { boxes } of link.frames(wanted, abort.signal)) {
      frames += 1;
      people += boxes.length / 5;
    }
  })();
  await sleep(2_000);
  [frames, people] = [0, 0];
  const before = process.cpuUsage();
  const beganMs = performance.now();
  await sleep(SECONDS * 1_000);
  const used = process.cpuUsage(before);
  const spentMs = performance.now() - beganMs;
  abort.abort();
  await reading;
  return { share: (used.user + used.system) / 1_000 / spentMs, frames, people };
}

/** An hour of finished inferences that found nobody, through the engine. */
function playEmptyHour(): WindowSummary[] {
  const windows: WindowSummary[] = [];
  const engine = new Engine(model(), { fact: () => undefined, summary: (window) => windows.push(window) });
  const marks = new InferenceMarks('imx500');
  engine.begin(START as EpochMs);
  for (let ms = 0; ms <= 3_700_000; ms += 100) {
    const at = (START + ms) as EpochMs;
    const mark = marks.read('Number of objects detected: 0');
    if (mark?.kind === 'inference')
      engine.step({ kind: 'PeopleSeen', sensor: CAMERA, at, boxes: mark.boxes });
    if (ms % 1_000 === 0) engine.step({ kind: 'Tick', at: (at - 1_000) as EpochMs });
  }
  // The first frame begins the coverage of the first window.
  return windows.slice(0, 60);
}

function model(): StoreModel {
  const frame = { widthPx: 1_280, heightPx: 960 };
  const corner = (x: number, y: number) => ({ x, y });
  const polygon = [corner(100, 100), corner(900, 100), corner(900, 900), corner(100, 900)];
  const zone = {
    id: 'zone' as ZoneId,
    space: CAMERA,
    polygon,
    growBy: 10,
    thresholds: THRESHOLDS,
    sensors: [CAMERA],
  };
  return {
    sensors: [{ id: CAMERA, type: 'camera', kind: 'sees-people', maxGapMs: 2_000, frame }],
    ...{ zones: [zone], lines: [], doors: [], windows: { durationMs: 60_000, latenessMs: 15_000 } },
  };
}

export async function run(): Promise<void> {
  const { share, frames, people } = await measureLink();
  const rate = (frames / SECONDS).toFixed(1);
  console.log(
    `accelerator: ${rate} frames a second, ${(people / Math.max(1, frames)).toFixed(1)} people in each`,
  );
  console.log(`  ${(100 * share).toFixed(2)} % of a core (limit ${100 * MOST_SHARE} %)`);
  const hour = playEmptyHour();
  const zeros = hour.filter(
    ({ zones: [zone] }) => zone?.coverage === 1 && zone.entries === 0 && zone.presenceMs === 0,
  );
  console.log(
    `  an hour without people: ${zeros.length} of ${hour.length} windows are zeros with coverage 1`,
  );
  const isWhole = hour.length === 60 && zeros.length === 60;
  if (frames < SECONDS * FRAMES_PER_SECOND * 0.5 || share > MOST_SHARE || !isWhole) process.exitCode = 1;
}

if (import.meta.main) await run();
