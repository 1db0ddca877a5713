import type { TypeOf } from '../model/codec.ts';
import { number, row } from '../model/codec.ts';
import type { Direction } from '../model/crossing.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { composed, composedList, heldObject } from '../model/state-part.ts';
import type { Company } from './companies.ts';
import type { CountSource } from './count-source.ts';
import { TurnBacks } from './turn-backs.ts';

/** Before anything was witnessed: so many people, of whom one in a hundred was missed. */
const PRIOR_TRIALS = 25;
const PRIOR_MISSES = 0.25;
/** Ins and outs are seen as well as each other, give or take two in a hundred: that is worth so many people. */
const SHARED_TRIALS = 100;
/** Older trials fade when there are this many. */
const MAX_TRIALS = 4_000;
/** A sensor that misses more is not corrected but in dispute. */
const MIN_SHARE = 0.85;

/** Variance of the share, for each person witnessed: that of chance where one in six is missed, and of groups. */
const VARIANCE_PER_TRIAL = 0.15;
const LEAST_SD = 0.01;
/** How much alike two sensors are in whom they overlook: correlation of their misses, as a standard deviation. */
const ALIKE_SD = 0.3;

/** So much of what one of several sensors saw more than all others is held to be people. */
const ALONE_SHARE = 0.5;

const DIRECTIONS = ['in', 'out'] as const;

/** People witnessed, how many of them the best sensor saw, and how many it saw in all. */
const TRIALS = row({ trials: number, hits: number, seen: number });
type Trials = TypeOf<typeof TRIALS>;

/** Who came alone, and everybody. */
const CATCHES = row({ alone: TRIALS, all: TRIALS });
type Catches = TypeOf<typeof CATCHES>;

/**
 * Estimates the people that a door's best sensor misses in each direction, with another sensor as witness. The
 * estimate is the share of the witness's people that the best sensor counted too. This is the Lincoln–Petersen method
 * (capture and recapture). The witness may itself count several people as one, which hides the best sensor's misses in groups.
 * People who came alone are therefore also judged separately. A person behind another is never easier to see, so the
 * worse of the two shares holds. More people than the best sensor saw of a company may be made up by the witness: they
 * count only where one of the two is a beam, or where more sensors tell how many passed.
 */
export class CaptureRecapture implements Checkpointed {
  #best: CountSource | undefined;
  #witness: CountSource | undefined;
  readonly #catches: Readonly<Record<Direction, Catches>> = { in: newCatches(), out: newCatches() };
  readonly #turnBacks = new TurnBacks();
  readonly state = composed({
    catches: composedList(DIRECTIONS.map((direction) => heldObject(CATCHES, this.#catches[direction]))),
    turnBacks: this.#turnBacks.state,
  });

  /** The best sensor, and another that can say what it misses. */
  constructor(best: CountSource | undefined, witness: CountSource | undefined) {
    this.#best = best;
    this.#witness = witness;
  }

  /** Others are the best and its witness from now on: it begins anew. */
  begin(best: CountSource | undefined, witness: CountSource | undefined): void {
    this.#best = best;
    this.#witness = witness;
    for (const direction of DIRECTIONS) Object.assign(this.#catches[direction], newCatches());
    this.#turnBacks.begin();
  }

  /** Tells the best sensor how many people there are for each that it sees. */
  judge(company: Company): void {
    const { direction, counts } = company;
    const [best, witness] = [this.#best, this.#witness];
    if (best === undefined || witness === undefined) return;
    const [seen, witnessed] = [counts.get(best), counts.get(witness)];
    if (seen === undefined || witnessed === undefined || company.again.has(witness)) return;
    this.#turnBacks.judge(company, seen, witnessed);
    this.#add(this.#catches[direction], seen, countPassed(company, best, witness));
    const { in: inward, out: outward } = this.#catches;
    const both = { alone: sumOf(inward.alone, outward.alone), all: sumOf(inward.all, outward.all) };
    for (const each of DIRECTIONS) {
      const own = this.#catches[each];
      const share = Math.max(MIN_SHARE, seenShare(own, both));
      best.missFactors[each] = (1 - this.#turnBacks.share) / share;
      best.missSds[each] = missSd(share, own.all, best.believedSd);
    }
  }

  #add({ alone, all }: Catches, seen: number, passed: number): void {
    const hits = Math.min(passed, seen);
    add(all, { trials: passed, hits, seen });
    if (passed === 1 && seen <= 1) add(alone, { trials: 1, hits, seen });
  }
}

/**
 * How many passed. Where several are up: those whom two saw, and in such company half of those whom one saw more. What one
 * told alone is rather made up than overlooked by all others.
 */
function countPassed({ counts, again }: Company, best: CountSource, witness: CountSource): number {
  const clear = [...counts].filter(([source]) => !again.has(source)).map(([, count]) => count);
  const [most = 0, second = 0] = clear.toSorted((a, b) => b - a);
  if (clear.length > 2) return second === 0 ? 0 : second + ALONE_SHARE * (most - second);
  const [seen = 0, witnessed = 0] = [counts.get(best), counts.get(witness)];
  const isCredible = best.neverInvents || witness.neverInvents || seen === 0;
  return isCredible ? witnessed : Math.min(witnessed, seen);
}

function newCatches(): Catches {
  const seen = PRIOR_TRIALS - PRIOR_MISSES;
  const prior = () => ({ trials: PRIOR_TRIALS, hits: seen, seen });
  return { alone: prior(), all: prior() };
}

function sumOf(a: Trials, b: Trials): Trials {
  return { trials: a.trials + b.trials, hits: a.hits + b.hits, seen: a.seen + b.seen };
}

function add(sum: Trials, more: Trials): void {
  const kept = sum.trials + more.trials > MAX_TRIALS ? 0.5 : 1;
  for (const key of ['trials', 'hits', 'seen'] as const) sum[key] = kept * (sum[key] + more[key]);
}

/** Of one direction, which leans on both together until it has shown itself. */
function seenShare(own: Catches, both: Catches): number {
  const shareOf = (kind: 'alone' | 'all') => {
    const { trials, hits } = both[kind];
    return (own[kind].hits + SHARED_TRIALS * (hits / trials)) / (own[kind].trials + SHARED_TRIALS);
  };
  return Math.min(shareOf('alone'), shareOf('all'));
}

/**
 * Relative error of a count that was corrected for the share it sees. Whom both sensors overlook shows in no comparison:
 * were they alike, about as many as the geometric mean of what each of them overlooks. The more people were witnessed, the
 * less counts what was believed before.
 */
function missSd(share: number, { trials, hits, seen }: Trials, believedSd: number): number {
  const overlooked = Math.max(0, 1 - share) * Math.max(0, 1 - hits / seen);
  const chance = 1 / (believedSd ** -2 + (trials - PRIOR_TRIALS) / VARIANCE_PER_TRIAL);
  return Math.sqrt(LEAST_SD ** 2 + ALIKE_SD ** 2 * overlooked + chance);
}
