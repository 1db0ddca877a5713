import type { Checkpointed } from '../model/state-part.ts';
import { composed } from '../model/state-part.ts';
import { RunningMedian } from '../statistics/running-median.ts';
import type { Passage } from './passage.ts';

/** Shorter gaps are a bag or leg of the same body: no second person walks that close. */
const SAME_BODY_GAP_MS = 100;
/** Passages needed before the door's usual body is known. */
const MIN_PASSAGES = 30;
/** A body this many times the usual length is a person who pushes or pulls something. */
const TROLLEY_BODIES = 1.8;
/** Gap between trolley and pusher: an arm's length, in usual bodies of 25 cm. */
const TROLLEY_GAP_BODIES = 1.3;
/** If usual bodies are longer than this many beam spacings, even a small child breaks both beams together. */
const SHORT_BODY_SPACINGS = 1.8;
/** Shortest transit with a meaningful speed. Kernel timestamps are exact, but debouncing is not. */
const MIN_TRANSIT_MS = 4;

/**
 * Distinguishes the second half of one body (a pusher behind a trolley, a trailing leg) from a second person. Lengths
 * are measured in usual bodies of this door, and scaled by each passage's speed. Neither beam spacing nor walking speed
 * is needed.
 */
export class SameBodyClassifier implements Checkpointed {
  /** Body length of a usual passage, in beam spacings. */
  readonly #length = new RunningMedian();
  readonly #transitMs = new RunningMedian();
  readonly state = composed({ length: this.#length.state, transitMs: this.#transitMs.state });
  #last: Passage | undefined;

  /** Usual time between the beams; undefined until known. */
  get transitMs(): number | undefined {
    return this.#transitMs.seen < MIN_PASSAGES ? undefined : this.#transitMs.value;
  }

  /** Returns true when bodies at this door may be shorter than the beam spacing. */
  get mayFitBetween(): boolean {
    return this.#length.seen < MIN_PASSAGES || (this.#length.value ?? 0) < SHORT_BODY_SPACINGS;
  }

  /** Returns whether this passage belongs to the one before. Learns from each passage that belongs to a new person. */
  isSame(passage: Passage): boolean {
    const last = this.#last;
    const same = last !== undefined && last.direction === passage.direction && this.#belongs(last, passage);
    // A trolley and its pusher are two parts; a third part is another person.
    this.#last = same ? undefined : passage;
    if (!same) {
      this.#length.add(lengthOf(passage));
      this.#transitMs.add(Math.max(MIN_TRANSIT_MS, passage.transitMs));
    }
    return same;
  }

  #belongs(last: Passage, next: Passage): boolean {
    const gapMs = next.from - last.clearedAt;
    if (gapMs < SAME_BODY_GAP_MS) return true;
    const usual = this.#length.value;
    if (usual === undefined || this.#length.seen < MIN_PASSAGES) return false;
    if (!last.overlapped || !next.overlapped) return false;
    const longest = Math.max(lengthOf(last), lengthOf(next)) / usual;
    const gap = gapMs / Math.max(MIN_TRANSIT_MS, last.transitMs) / usual;
    return longest > TROLLEY_BODIES && gap < TROLLEY_GAP_BODIES;
  }
}

function lengthOf({ from, clearedAt, transitMs }: Passage): number {
  return Math.max(1, clearedAt - from) / Math.max(MIN_TRANSIT_MS, transitMs);
}
