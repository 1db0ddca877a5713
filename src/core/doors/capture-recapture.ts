import type { TypeOf } from '../model/codec.ts';
import { number, row } from '../model/codec.ts';
import type { Crossing, Direction } from '../model/crossing.ts';
import type { EpochMs } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { composedList, heldObject } from '../model/state-part.ts';
import type { CountSource } from './count-source.ts';

/** People who pass with no other within this time are in no company. */
const APART_MS = 4_000;
/** By then every crossing of that time has been emitted, also by counters that report every few seconds. */
const TOLD_MS = 12_000;
/** Two sensors of a door see the same person within this time. */
const SAME_MS = 2_000;
/** A stream of people that never ends is judged in parts. */
const LONGEST_MS = 60_000;
/** Before anything was witnessed: so many people, of whom one in a hundred was missed. */
const PRIOR_TRIALS = 25;
const PRIOR_MISSES = 0.25;
/** Ins and outs are seen as well as each other, give or take two in a hundred: that is worth so many people. */
const SHARED_TRIALS = 100;
/** Older trials fade when there are this many. */
const MAX_TRIALS = 4_000;
/** A sensor that misses more is not corrected but in dispute. */
const MIN_SHARE = 0.85;

const DIRECTIONS = ['in', 'out'] as const;

/** A counter reports only now and then: a person passed between two of its reports. */
interface Passed {
  readonly from: number;
  readonly at: number;
  readonly direction: Direction;
  readonly count: number;
  readonly isWitnessed: boolean;
}

/** People witnessed, and how many of them the best sensor saw. */
const TRIALS = row({ trials: number, hits: number });
type Trials = TypeOf<typeof TRIALS>;

/** Who came alone, and everybody. */
const CATCHES = row({ alone: TRIALS, all: TRIALS });
type Catches = TypeOf<typeof CATCHES>;

/**
 * Estimates the people that a door's best sensor misses in each direction, with another sensor as witness. The
 * estimate is the share of the witness's people that the best sensor counted too. This is the Lincoln–Petersen method
 * (capture and recapture). The witness may itself count several people as one, which hides the best sensor's misses in groups.
 * People who came alone are therefore also judged separately. A person behind another is never easier to see, so the
 * worse of the two shares holds.
 */
export class CaptureRecapture implements Checkpointed {
  #best: CountSource | undefined;
  #witness: CountSource | undefined;
  readonly #catches: Readonly<Record<Direction, Catches>> = { in: newCatches(), out: newCatches() };
  readonly state = composedList(DIRECTIONS.map((direction) => heldObject(CATCHES, this.#catches[direction])));
  #passed: Passed[] = [];

  /** The best sensor, and another that can say what it misses. */
  constructor(best: CountSource | undefined, witness: CountSource | undefined) {
    this.#best = best;
    this.#witness = witness;
  }

  /** Others are the best and its witness from now on: it begins anew. */
  begin(best: CountSource | undefined, witness: CountSource | undefined): void {
    this.#best = best;
    this.#witness = witness;
    this.#passed = [];
    for (const direction of DIRECTIONS) Object.assign(this.#catches[direction], newCatches());
  }

  /** People passed, as one of the door's sensors has it. */
  crossed(source: CountSource, { at, direction, count, evidence }: Crossing): void {
    if (source !== this.#best && source !== this.#witness) return;
    const from = evidence.kind === 'counter' ? evidence.since : at;
    this.#passed.push({ from, at, direction, count, isWitnessed: source === this.#witness });
  }

  /** Tells the best sensor how many people there are for each that it sees. */
  ask(at: EpochMs): void {
    const [best, witness] = [this.#best, this.#witness];
    if (best === undefined || witness === undefined) return;
    if (!best.isUp(at) || !witness.isUp(at) || best.isFaulted || witness.isFaulted) {
      // What the one saw while the other was away proves nothing.
      this.#passed = [];
      return;
    }
    if (!this.#passed.some((passed) => passed.at <= at - TOLD_MS)) return;
    for (const direction of DIRECTIONS) this.#judgeAll(direction, at);
    const { in: inward, out: outward } = this.#catches;
    const both = { alone: sumOf(inward.alone, outward.alone), all: sumOf(inward.all, outward.all) };
    for (const direction of DIRECTIONS) {
      best.missFactors[direction] = 1 / Math.max(MIN_SHARE, seenShare(this.#catches[direction], both));
    }
  }

  /** Judges and forgets groups that no later person can join. */
  #judgeAll(direction: Direction, at: number): void {
    const own = this.#passed.filter((passed) => passed.direction === direction);
    const others = this.#passed.filter((passed) => passed.direction !== direction);
    const kept = companiesOf(own).flatMap((company) => {
      if (Math.max(...company.map((passed) => passed.at)) > at - TOLD_MS) return company;
      this.#judge(company, this.#catches[direction]);
      return [];
    });
    this.#passed = [...others, ...kept];
  }

  #judge(company: readonly Passed[], { alone, all }: Catches): void {
    const people = (isWitnessed: boolean) =>
      company.reduce((sum, passed) => sum + (passed.isWitnessed === isWitnessed ? passed.count : 0), 0);
    const [witnessed, seen] = [people(true), people(false)];
    const hits = Math.min(witnessed, seen);
    add(all, witnessed, hits);
    if (witnessed === 1 && seen <= 1) add(alone, 1, hits);
  }
}

function newCatches(): Catches {
  const prior = () => ({ trials: PRIOR_TRIALS, hits: PRIOR_TRIALS - PRIOR_MISSES });
  return { alone: prior(), all: prior() };
}

function sumOf(a: Trials, b: Trials): Trials {
  return { trials: a.trials + b.trials, hits: a.hits + b.hits };
}

function add(sum: Trials, trials: number, hits: number): void {
  sum.trials += trials;
  sum.hits += hits;
  if (sum.trials <= MAX_TRIALS) return;
  sum.trials /= 2;
  sum.hits /= 2;
}

/** Of one direction, which leans on both together until it has shown itself. */
function seenShare(own: Catches, both: Catches): number {
  const shareOf = (kind: 'alone' | 'all') => {
    const { trials, hits } = both[kind];
    return (own[kind].hits + SHARED_TRIALS * (hits / trials)) / (own[kind].trials + SHARED_TRIALS);
  };
  return Math.min(shareOf('alone'), shareOf('all'));
}

/** People who passed one shortly after another, as either sensor has it. */
function companiesOf(passed: readonly Passed[]): Passed[][] {
  const companies: Passed[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const one of passed.toSorted((a, b) => a.from - b.from)) {
    const company = companies.at(-1);
    const isLong = company !== undefined && one.from - (company[0]?.from ?? 0) > LONGEST_MS;
    if (company === undefined || one.from - end > (isLong ? SAME_MS : APART_MS)) companies.push([one]);
    else company.push(one);
    end = Math.max(end, one.at);
  }
  return companies;
}
