import type { EpochMs } from '../core/model/ids.ts';
import type { CameraSource } from '../ports/camera-link.ts';
import { StreamClock } from './capture/stream-clock.ts';

/** The operating system's wall clock, and a monotonic clock. */
export interface Clocks {
  wallMs(): number;
  monotonicMs(): number;
}

/** Converts a frame's time in the stream to the wall time at which it was taken. */
export interface FrameTimes {
  at(ptsUs: number): EpochMs;
}

const MS_PER_US = 1e-3;
/**
 * A difference of at least this much is a step of the wall clock. A smaller difference comes from reading the clock in
 * whole milliseconds.
 */
const WALL_STEP_MS = 20;

export function createFrameTimes(source: CameraSource, clocks: Clocks): FrameTimes {
  return source.kind === 'file' ? new FileTimes(source.startAt, clocks) : new LiveTimes(clocks);
}

/**
 * Times of a file's frames. The file starts at the time from its settings, or otherwise when its first frame arrives.
 */
class FileTimes implements FrameTimes {
  readonly #clocks: Clocks;
  #startMs: number | undefined;

  constructor(startMs: number | undefined, clocks: Clocks) {
    this.#startMs = startMs;
    this.#clocks = clocks;
  }

  at(ptsUs: number): EpochMs {
    this.#startMs ??= this.#clocks.wallMs();
    return (this.#startMs + Math.round(ptsUs * MS_PER_US)) as EpochMs;
  }
}

class LiveTimes implements FrameTimes {
  readonly #stream = new StreamClock();
  readonly #clocks: Clocks;
  #wallAheadMs = Number.NaN;

  constructor(clocks: Clocks) {
    this.#clocks = clocks;
  }

  at(ptsUs: number): EpochMs {
    const arrivalMs = this.#clocks.monotonicMs();
    const aheadMs = this.#clocks.wallMs() - arrivalMs;
    if (!(Math.abs(aheadMs - this.#wallAheadMs) < WALL_STEP_MS)) this.#wallAheadMs = aheadMs;
    return Math.round(this.#stream.placeMs(ptsUs * MS_PER_US, arrivalMs) + this.#wallAheadMs) as EpochMs;
  }
}
