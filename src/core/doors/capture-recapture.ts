import type { TypeOf } from '../model/codec.ts';
import { number, row } from '../model/codec.ts';
import type { Direction } from '../model/crossing.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { composed, composedList, heldObject } from '../model/state-part.ts';
import type { Company } from './companies.ts';
import type { CountSource } from './count-source.ts';
import { TurnBacks } from './turn-backs.ts';

/** Prior of the share that the best sensor sees: 25 people, of whom 1 % were missed. */
const PRIOR_TRIALS = 25;
const PRIOR_MISSES = 0.25;
/**
 * The share over both directions is the prior of each direction, with the weight of this many people. The two
 * directions differ by about 2 %.
 */
const SHARED_TRIALS = 100;
/** Above this number of trials, older trials lose half of their weight. */
const MAX_TRIALS = 4_000;
/**
 * Smallest share that is believed. A sensor that seems to miss more than 15 % is in dispute, and is corrected for 15 %.
 */
const MIN_SHARE = 0.85;

/**
 * Variance of the share per witnessed person, by chance alone, when 1 person in 16 is missed. This constant and the
 * next two are chosen on simulated days of five stores (`doors-field.ts stores --chosen`).
 */
const VARIANCE_PER_TRIAL = 0.06;
const LEAST_SD = 0.005;
/** The best sensor may also miss people whom the witness misses. This is the standard deviation of their share. */
const ALIKE_SD = 0.15;

/** Smallest number of sources whose counts of the same people are compared by a vote. */
const VOTERS = 3;
/** When one sensor counts more than all others, this share of the surplus counts as people. */
const ALONE_SHARE = 0.5;
/**
 * When a camera's line counts people and the best sensor none, this share of them counts as people. On simulated days,
 * 0.2 (a bad line) to 0.9 (a bakery) of such crossings were people. With a share of 1, weeks of a good counter were up
 * to 2.7 % off; with 0.7, up to 1.7 %.
 */
const UNSEEN_SHARE = 0.7;

const DIRECTIONS = ['in', 'out'] as const;

/**
 * People who passed by the witness (`trials`). `hits`: those of them that the best sensor counted too. `seen`: all
 * people that the best sensor counted.
 */
const TRIALS = row({ trials: number, hits: number, seen: number });
type Trials = TypeOf<typeof TRIALS>;

/** Counts of people (see `TRIALS`): of those who came alone, and of all. */
const CATCHES = row({ alone: TRIALS, all: TRIALS });
type Catches = TypeOf<typeof CATCHES>;

/**
 * Estimates the people that a door's best sensor misses in each direction, with another sensor as witness. The estimate
 * is the share of the witness's people that the best sensor counted too (Lincoln–Petersen, capture–recapture). The
 * witness may count several people as one, which hides misses in groups. People who came alone are therefore also
 * judged separately. A person behind another is never easier to see, so the worse of the two shares is used. The
 * witness may also count people who are not there. Its surplus counts only where one of the two is a beam pair, or
 * where further sensors confirm it.
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

  /** Takes the best sensor, and another one that can show what the best one misses. */
  constructor(best: CountSource | undefined, witness: CountSource | undefined) {
    this.#best = best;
    this.#witness = witness;
  }

  /** Starts again with another best sensor and witness. */
  begin(best: CountSource | undefined, witness: CountSource | undefined): void {
    this.#best = best;
    this.#witness = witness;
    for (const direction of DIRECTIONS) Object.assign(this.#catches[direction], newCatches());
    this.#turnBacks.begin();
  }

  /**
   * Adds a company (people who came close in time) and updates the best sensor's correction: people per counted person.
   */
  judge(company: Company): void {
    const { direction, counts } = company;
    const [best, witness] = [this.#best, this.#witness];
    if (best === undefined || witness === undefined) return;
    const [seen, witnessed] = [counts.get(best), counts.get(witness)];
    if (seen === undefined || witnessed === undefined) return;
    this.#turnBacks.passed(seen);
    if (company.again.has(witness)) return;
    this.#turnBacks.judge(company, seen, witnessed);
    this.#add(this.#catches[direction], seen, countPassed(company, best, witness));
    const { in: inward, out: outward } = this.#catches;
    const both = { alone: sumOf(inward.alone, outward.alone), all: sumOf(inward.all, outward.all) };
    for (const each of DIRECTIONS) {
      const own = this.#catches[each];
      const share = Math.max(MIN_SHARE, seenShare(own, both));
      best.missFactors[each] = (1 - this.#turnBacks.share) / share;
      best.missSds[each] = missSd(own.all, best.believedSd);
    }
  }

  /**
   * Returns how many people of a company the best sensor's corrected count lacks, by a vote of its sources. Negative when
   * that count has too many, and 0 when fewer than three sources compare. A mean correction gives such people back only
   * over hours.
   */
  findLacking({ direction, counts }: Company): number {
    const best = this.#best;
    const seen = best === undefined ? undefined : counts.get(best);
    if (best === undefined || seen === undefined || counts.size < VOTERS) return 0;
    return vote([...counts.values()]) - seen * best.factor(direction);
  }

  #add({ alone, all }: Catches, seen: number, passed: number): void {
    const hits = Math.min(passed, seen);
    add(all, { trials: passed, hits, seen });
    if (passed > 0 && passed <= 1 && seen <= 1) add(alone, { trials: passed, hits, seen });
  }
}

/** Returns how many people passed. */
function countPassed({ counts, again }: Company, best: CountSource, witness: CountSource): number {
  const clear = [...counts].filter(([source]) => !again.has(source)).map(([, count]) => count);
  if (clear.length >= VOTERS) return vote(clear);
  const [seen = 0, witnessed = 0] = [counts.get(best), counts.get(witness)];
  if (witness.neverInvents) return witnessed;
  if (seen === 0) return UNSEEN_SHARE * witnessed;
  return best.neverInvents ? witnessed : Math.min(witnessed, seen);
}

/**
 * Returns how many people passed by three or more sources: the second highest count, plus half of the highest one's
 * surplus. People whom only one source counts are more often invented than missed by all others.
 */
function vote(counts: readonly number[]): number {
  const [most = 0, second = 0] = counts.toSorted((a, b) => b - a);
  return second === 0 ? 0 : second + ALONE_SHARE * (most - second);
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

/**
 * Returns the share seen in one direction. While trials are few, it stays close to the share of both directions
 * together.
 */
function seenShare(own: Catches, both: Catches): number {
  const shareOf = (kind: 'alone' | 'all') => {
    const { trials, hits } = both[kind];
    return (own[kind].hits + SHARED_TRIALS * (hits / trials)) / (own[kind].trials + SHARED_TRIALS);
  };
  return Math.min(shareOf('alone'), shareOf('all'));
}

/**
 * Returns the relative error of a corrected count. No comparison shows people whom both sensors miss. Their number may
 * grow with the share of the best sensor's people that the witness misses. Each witnessed person lowers the weight of
 * the believed error.
 */
function missSd({ trials, hits, seen }: Trials, believedSd: number): number {
  const overlooked = Math.max(0, 1 - hits / seen);
  const chance = 1 / (believedSd ** -2 + (trials - PRIOR_TRIALS) / VARIANCE_PER_TRIAL);
  return Math.sqrt(LEAST_SD ** 2 + (ALIKE_SD * overlooked) ** 2 + chance);
}
