import { GatewayError } from '../../core/model/gateway-error.ts';
import type { Accelerator } from '../../ports/camera-link.ts';

/** Time without a finished inference after which the accelerator counts as stopped. */
const STALLED_MS = 8_000;
/**
 * Boxes that stay exactly the same for this long are repeated copies of the last result: the accelerator has stopped.
 */
const REPEATED_MS = 8_000;
const TIMEOUTS = 2;
const TIMEOUT_SPAN_MS = 60_000;
/** Longest time to the first inference. Loading a network into an IMX500 for the first time takes minutes. */
const START_MS: Readonly<Record<Accelerator, number>> = { hailo: 60_000, imx500: 300_000 };

const REMEDY: Readonly<Record<Accelerator, string>> = {
  hailo: 'install rpicam-apps-hailo-postprocess and hailo-all, and see hailortcli fw-control identify',
  imx500: 'install imx500-all; if it stays so, power the Pi off and on',
};

/** Distinguishes an accelerator that has stopped from a store without people. */
export class InferenceMonitor {
  readonly #accelerator: Accelerator;
  readonly #beganMs: number;
  #frameMs: number | undefined;
  #markMs: number | undefined;
  #last = '';
  #lastMs = 0;
  #timeoutsMs: readonly number[] = [];

  constructor(accelerator: Accelerator, nowMs: number) {
    this.#accelerator = accelerator;
    this.#beganMs = nowMs;
  }

  sawFrame(nowMs: number): void {
    this.#frameMs ??= nowMs;
  }

  sawTimeout(nowMs: number): void {
    this.#timeoutsMs = [...this.#timeoutsMs, nowMs].slice(-TIMEOUTS);
  }

  sawInference(boxes: readonly number[], nowMs: number): void {
    this.#markMs = nowMs;
    const shown = boxes.join();
    if (shown !== this.#last || shown === '') this.#lastMs = nowMs;
    this.#last = shown;
  }

  /** Returns the failure. Undefined while inferences finish in time. */
  judge(nowMs: number): GatewayError | undefined {
    const [first = nowMs] = this.#timeoutsMs;
    if (this.#timeoutsMs.length === TIMEOUTS && nowMs - first < TIMEOUT_SPAN_MS) {
      return this.#failed('the camera timed out again and again');
    }
    if (this.#markMs === undefined) return this.#judgeStart(nowMs);
    if (nowMs - this.#markMs > STALLED_MS) return this.#failed('no inference was finished for 8 s');
    if (nowMs - this.#lastMs > REPEATED_MS)
      return this.#failed('the last boxes came again and again for 8 s');
    return undefined;
  }

  #judgeStart(nowMs: number): GatewayError | undefined {
    if (this.#frameMs !== undefined && nowMs - this.#frameMs > STALLED_MS) {
      return this.#failed('frames come, but no inference is finished');
    }
    if (nowMs - this.#beganMs <= START_MS[this.#accelerator]) return undefined;
    return this.#failed('rpicam-vid gave no frame');
  }

  #failed(what: string): GatewayError {
    return new GatewayError('DETECTOR_FAILED', `${what}: ${REMEDY[this.#accelerator]}`);
  }
}
