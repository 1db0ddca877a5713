import type { EpochMs, Json } from '../types.ts';
import type { Crossing, Direction } from './crossing.ts';
import type { DoorSource } from './door-source.ts';

/** A witness's crossing with no other within this time is one that can be told apart. */
const ALONE_MS = 4_000;
/** By now everybody who passed within that time has been told of, by counters too that speak every few seconds. */
const TOLD_MS = 12_000;
/** Two sensors of a door see the same person within this time. */
const SAME_MS = 2_000;
/** Before anything was witnessed: so many crossings, of which one in a hundred was missed. */
const PRIOR_TRIALS = 100;
const PRIOR_MISSES = 1;
/** Older trials fade when there are this many. */
const MAX_TRIALS = 4_000;
/** A sensor that misses more is not corrected but in dispute. */
const MIN_SHARE = 0.85;

interface Passed {
  readonly at: number;
  readonly direction: Direction;
}

/** A counter tells only now and then: somebody passed between two of its readings. */
interface Witnessed extends Passed {
  readonly from: number;
  readonly count: number;
}

/**
 * How much the best sensor of a door misses, by asking another one: of the crossings that the witness saw by themselves,
 * the share that the best one saw too (Lincoln and Petersen's capture and recapture). The witness may take pairs for one
 * person; it is asked only whether somebody passed.
 */
export class Recapture {
  readonly #best: DoorSource | undefined;
  readonly #witness: DoorSource | undefined;
  #witnessed: Witnessed[] = [];
  #seen: Passed[] = [];
  /** Judged ones stay for a while as neighbours of others. */
  #judgedTo = 0;
  #trials = PRIOR_TRIALS;
  #hits = PRIOR_TRIALS - PRIOR_MISSES;

  /** The surest kind of sensor, and another that can say what it misses. */
  constructor(sources: readonly DoorSource[]) {
    [this.#best, this.#witness] = sources.toSorted((a, b) => a.believedSd - b.believedSd);
  }

  /** People passed, as one of the door's sensors has it. */
  crossed(source: DoorSource, { at, direction, count, evidence }: Crossing): void {
    if (source === this.#best) this.#seen.push({ at, direction });
    if (source !== this.#witness) return;
    const from = evidence.kind === 'counter' ? evidence.since : at;
    this.#witnessed.push({ from, at, direction, count });
  }

  /** Tells the best sensor how many people there are for each that it sees. */
  ask(at: EpochMs): void {
    const [best, witness] = [this.#best, this.#witness];
    if (best === undefined || witness === undefined) return;
    if (best.isUp(at) && witness.isUp(at) && !best.isFaulted && !witness.isFaulted) {
      this.#advance(at);
      best.missFactor = 1 / Math.max(MIN_SHARE, this.#hits / this.#trials);
    } else this.#reset();
  }

  /** One of the two was not up: what the other one saw proves nothing. */
  #reset(): void {
    this.#witnessed = [];
    this.#seen = [];
  }

  #advance(at: number): void {
    for (const [i, passed] of this.#witnessed.entries()) {
      if (passed.at > at - TOLD_MS) break;
      if (passed.at > this.#judgedTo && this.#isAlone(i, passed)) this.#judge(passed);
    }
    const keepFrom = at - 2 * TOLD_MS;
    this.#witnessed = this.#witnessed.filter((passed) => passed.at >= keepFrom);
    const oldest = Math.min(keepFrom, ...this.#witnessed.map(({ from }) => from));
    this.#seen = this.#seen.filter((passed) => passed.at >= oldest - SAME_MS);
  }

  snapshot(): Json {
    return [this.#trials, this.#hits, this.#judgedTo];
  }

  restore(saved: Json): void {
    [this.#trials = PRIOR_TRIALS, this.#hits = PRIOR_TRIALS, this.#judgedTo = 0] =
      saved as readonly number[] as [number, number, number];
  }

  #isAlone(index: number, { from, at, count }: Witnessed): boolean {
    const before = this.#witnessed[index - 1];
    const after = this.#witnessed[index + 1];
    return (
      count === 1 &&
      (before === undefined || from - before.at > ALONE_MS) &&
      (after === undefined || after.from - at > ALONE_MS)
    );
  }

  #judge({ from, at, direction }: Witnessed): void {
    this.#judgedTo = at;
    const isSeen = this.#seen.some(
      (passed) => passed.direction === direction && passed.at >= from - SAME_MS && passed.at <= at + SAME_MS,
    );
    this.#trials += 1;
    if (isSeen) this.#hits += 1;
    if (this.#trials <= MAX_TRIALS) return;
    this.#trials /= 2;
    this.#hits /= 2;
  }
}
