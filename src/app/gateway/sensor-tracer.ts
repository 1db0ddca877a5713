import type { EpochMs } from '../../core/model/ids.ts';
import type { SensorObservation } from '../../core/model/observation.ts';
import { readableLine } from '../../core/model/plain-text.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SensorLine, SensorReading, SensorTrace } from '../../ports/console/sensor-trace.ts';

const MOST_LINES = 8;
const STEP_MS = 10_000;
const STEPS = 6;

/**
 * Keeps the last lines and the last reading of a sensor, for its page in the console. It runs for each line and
 * observation, so it does little work.
 */
export class SensorTracer {
  readonly #clock: Clock;
  readonly #startedMs: number;
  readonly #lines: SensorLine[] = [];
  #seen: SensorObservation | undefined;
  #seenAt = 0;
  /** Number of readings in each of the last six steps of ten seconds. */
  readonly #steps = new Uint32Array(STEPS);
  #step = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedMs = clock.monotonicMs();
  }

  /** Stores a text line as the device sent it. `isRead`: whether the driver understood it. */
  noteLine(text: string, isRead: boolean): void {
    if (this.#lines.length === MOST_LINES) this.#lines.shift();
    this.#lines.push({ at: this.#clock.now(), text, isRead });
  }

  noteReading(seen: SensorObservation): void {
    if (seen.kind === 'SensorAlive' || seen.kind === 'RadioBucketsRead' || seen.kind === 'TagReported')
      return;
    this.#seen = seen;
    this.#seenAt = this.#clock.now();
    this.#moveOn();
    const at = this.#step % STEPS;
    this.#steps[at] = (this.#steps[at] ?? 0) + 1;
  }

  view(): SensorTrace {
    this.#moveOn();
    const reading = this.#seen && readingOf(this.#seen);
    return {
      at: this.#clock.now(),
      reading: reading === undefined ? null : { ...reading, at: this.#seenAt as EpochMs },
      perSecond: this.#rate(),
      lines: this.#lines.map((line) => ({ ...line, text: readableLine(line.text) })).toReversed(),
    };
  }

  /** Sets the steps that passed without a reading to 0. */
  #moveOn(): void {
    const step = Math.floor(this.#clock.monotonicMs() / STEP_MS);
    for (let next = Math.max(this.#step + 1, step - STEPS + 1); next <= step; next++)
      this.#steps[next % STEPS] = 0;
    this.#step = step;
  }

  #rate(): number {
    const nowMs = this.#clock.monotonicMs();
    const spanMs = Math.min(nowMs - this.#startedMs, (STEPS - 1) * STEP_MS + (nowMs % STEP_MS));
    const sum = this.#steps.reduce((all, one) => all + one, 0);
    return spanMs <= 0 ? 0 : (sum * 1_000) / spanMs;
  }
}

function readingOf(seen: SensorObservation): SensorReading | undefined {
  switch (seen.kind) {
    case 'CounterRead':
      return {
        kind: seen.mode === 'total' ? 'totals' : 'people-passed',
        in: seen.entered,
        out: seen.left,
      };
    case 'IntervalCounted':
      return { kind: 'people-passed', in: seen.entered, out: seen.left };
    case 'BeamsCrossed':
      return { kind: 'beam', isOuter: seen.beam === 'a', isBroken: seen.blocked };
    case 'RangesRead':
      return { kind: 'ranges', outerMm: seen.outerMm, innerMm: seen.innerMm };
    case 'PeopleSeen':
      return { kind: 'people-seen', people: seen.boxes.length / 5, frame: seen.frame ?? null };
    case 'HeadCountRead':
      return { kind: 'heads', people: seen.people };
    case 'TagHeard':
      return { kind: 'signal', tag: seen.tag, rssiDbm: seen.rssiDbm };
    case 'RadioHeard':
      return { kind: 'signal', tag: null, rssiDbm: seen.rssiDbm };
    case 'ContactRead':
      return { kind: 'contact', isOpen: seen.open };
    case 'ButtonPressed':
      return { kind: 'button', button: seen.button };
    case 'SaleMade':
      return { kind: 'sales', transactions: seen.transactions };
    default:
      return undefined;
  }
}
