import type { Crossing, Direction } from '../model/crossing.ts';
import type { EpochMs } from '../model/ids.ts';
import type { CountSource } from './count-source.ts';

/** People more than 4 s apart are not in one company. */
const APART_MS = 4_000;
/** After 12 s all crossings of a moment have arrived, also from counters that report every few seconds. */
const TOLD_MS = 12_000;
/** Two sensors of a door count the same person within 2 s. */
const SAME_MS = 2_000;
/** A stream of people that lasts longer than 60 s is judged in parts. */
const LONGEST_MS = 60_000;

/**
 * A person who crosses a line again within 60 s may only stand on it and sway. It may also be another person's track.
 */
const AGAIN_MS = 60_000;

const DIRECTIONS = ['in', 'out'] as const;

/** One count of a source. A counter reports at intervals, so its people passed between two reports. */
interface Passed {
  readonly source: CountSource;
  readonly from: number;
  readonly at: number;
  readonly direction: Direction;
  readonly count: number;
  readonly isAgain: boolean;
}

/** People who passed shortly after one another, with the count of each source that was up. */
export interface Company {
  readonly direction: Direction;
  readonly from: number;
  readonly to: number;
  readonly counts: ReadonlyMap<CountSource, number>;
  /**
   * Lines crossed by a person who had crossed them shortly before. Such a crossing may not be a new person at the door.
   */
  readonly again: ReadonlySet<CountSource>;
}

/**
 * Finds which counts of a door's sources belong to the same people: those close in time. A company is complete once no
 * later person can join. After a restart it starts empty.
 */
export class Companies {
  readonly #sources: readonly CountSource[];
  readonly #judge: (company: Company) => void;
  #passed: Passed[] = [];
  /** Last crossing of each line by each person, kept for `AGAIN_MS`. */
  readonly #crossedAt = new Map<CountSource, Map<number, number>>();

  constructor(sources: readonly CountSource[], judge: (company: Company) => void) {
    this.#sources = sources;
    this.#judge = judge;
  }

  crossed(source: CountSource, { at, direction, count, evidence }: Crossing): void {
    const from = evidence.kind === 'counter' ? evidence.since : at;
    const isAgain = evidence.kind === 'line' && this.#isAgain(source, evidence.person, at);
    this.#passed.push({ source, from, at, direction, count, isAgain });
  }

  #isAgain(source: CountSource, person: number, at: number): boolean {
    const people = this.#crossedAt.get(source) ?? new Map<number, number>();
    for (const [one, crossedAt] of people) if (crossedAt < at - AGAIN_MS) people.delete(one);
    const isAgain = people.has(person);
    this.#crossedAt.set(source, people.set(person, at));
    return isAgain;
  }

  /** Emits the complete companies. */
  advance(at: EpochMs): void {
    if (!this.#passed.some((passed) => passed.at <= at - TOLD_MS)) return;
    this.#passed = DIRECTIONS.flatMap((direction) => this.#judgeAll(direction, at));
  }

  #judgeAll(direction: Direction, at: number): Passed[] {
    return companiesOf(this.#passed.filter((passed) => passed.direction === direction)).flatMap((company) => {
      if (Math.max(...company.map((passed) => passed.at)) > at - TOLD_MS) return company;
      this.#emitCompany(direction, company, at);
      return [];
    });
  }

  /** Emits one company. Sources that were down are left out, because they may have missed people. */
  #emitCompany(direction: Direction, company: readonly Passed[], at: number): void {
    const from = Math.min(...company.map((passed) => passed.from));
    const up = this.#sources.filter((source) => !source.isFaulted && source.wasUpSince(from, at));
    const counts = new Map(
      up.map((source) => {
        const own = company.filter((passed) => passed.source === source);
        return [source, own.reduce((sum, { count }) => sum + count, 0)];
      }),
    );
    if (counts.size < 2) return;
    const to = Math.max(...company.map((passed) => passed.at));
    const again = new Set(company.filter(({ isAgain }) => isAgain).map(({ source }) => source));
    this.#judge({ direction, from, to, counts, again });
  }
}

/** Splits the counts of all sources into companies: counts that are close in time. */
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
