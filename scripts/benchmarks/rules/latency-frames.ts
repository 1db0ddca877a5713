import { setTimeout as sleep } from 'node:timers/promises';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import type { CameraFrame, CameraLink } from '../../../src/ports/camera-link.ts';
import { createRandom } from '../../../test/support/random.ts';
import { FRAMES_PER_SECOND, PICTURE } from './latency-store.ts';

const FRAME_MS = 1000 / FRAMES_PER_SECOND;
/** A picture of 6 m: 1.4 m/s. */
const SPEED_PX_S = 150;
const BOX = { width: 44, height: 160 };
/** People come in outside of the picture. */
const BESIDE_PX = 60;
/** Edges of a detector's boxes are off by this much. */
const OFF_PX = 3;

/** Between one person and the next. */
const GAP_MS = 700;

/** Where people are at which time: they walk from left to right, each on a way of its own. */
export class Walkers {
  readonly #startMs: number;
  readonly #delayMs: number;

  constructor(camera: string, startMs: number) {
    this.#startMs = startMs;
    this.#delayMs = (Number(camera.split('-')[1]) * GAP_MS) / 13;
  }

  /** The last time up to `at` at which somebody was at `x`. */
  passedAt(x: number, at: number): number {
    const wayMs = (1000 * (x + BESIDE_PX)) / SPEED_PX_S;
    const passed = Math.floor((at - this.#startMs - this.#delayMs - wayMs) / GAP_MS);
    return this.#startMs + this.#delayMs + wayMs + passed * GAP_MS;
  }

  boxes(at: number, random: () => number): number[] {
    const sinceMs = at - this.#startMs - this.#delayMs;
    const boxes: number[] = [];
    for (let n = Math.floor(sinceMs / GAP_MS); n >= 0; n--) {
      const x = ((sinceMs - n * GAP_MS) * SPEED_PX_S) / 1000 - BESIDE_PX;
      if (x > PICTURE.widthPx) break;
      const y = 220 + 60 * (n % 4);
      const off = () => 2 * OFF_PX * (random() - 0.5);
      boxes.push(x - BOX.width / 2 + off(), y - BOX.height + off(), BOX.width, BOX.height + off(), 0.9);
    }
    return boxes;
  }
}

/** Frames of boxes on a fixed schedule, handed over at the time they are due: a detector that takes no time. */
export function replayFrames(start: () => number): CameraLink {
  return {
    async *frames({ sensor = '' }, signal): AsyncGenerator<CameraFrame> {
      const startMs = start();
      const walkers = new Walkers(sensor, startMs);
      const random = createRandom(Number(sensor.split('-')[1]));
      // Cameras are not in step.
      const phaseMs = (37 * Number(sensor.split('-')[1])) % FRAME_MS;
      for (let frame = 1; !signal.aborted; frame++) {
        const at = Math.round(startMs + phaseMs + frame * FRAME_MS) as EpochMs;
        await sleep(Math.max(0, at - Date.now()), undefined, { signal }).catch(() => undefined);
        if (!signal.aborted) yield { at, ...PICTURE, boxes: walkers.boxes(at, random) };
      }
    },
  };
}
