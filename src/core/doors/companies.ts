import type { Crossing, Direction } from '../model/crossing.ts';
import type { EpochMs } from '../model/ids.ts';
import type { CountSource } from './count-source.ts';

/** People who pass with no other within this time are in no company. */
const APART_MS = 4_000;
/** By then every crossing of that time has been emitted, also by counters that report every few seconds. */
const TOLD_MS = 12_000;
/** Two sensors of a door see the same person within this time. */
const SAME_MS = 2_000;
/** A stream of people that never ends is judged in parts. */
const LONGEST_MS = 60_000;

/** Who crosses a line again so soon may shake on it, or their track has gone over to another person. */
const AGAIN_MS = 60_000;

const DIRECTIONS = ['in', 'out'] as const;

/** A counter reports only now and then: a person passed between two of its reports. */
interface Passed {
  readonly source: CountSource;
  readonly from: number;
  readonly at: number;
  readonly direction: Direction;
  readonly count: number;
  readonly isAgain: boolean;
}

/** People who passed one shortly after another: how many each source that was up counted. */
export interface Company {
  readonly direction: Direction;
  readonly from: number;
  readonly to: number;
  readonly counts: ReadonlyMap<CountSource, number>;
  /** Lines that were crossed by a person who had crossed them shortly before: that may be no person at the door. */
  readonly again: ReadonlySet<CountSource>;
}

/**
 * Finds which counts of a door's sources are of the same people: those close in time. A company is complete once no later
 * person can join. It begins anew after a restart.
 */
export class Companies {
  readonly #sources: readonly CountSource[];
  readonly #judge: (company: Company) => void;
  #passed: Passed[] = [];
  /** When each person last crossed each line, for as long as it matters. */
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

  /** Judges the companies that are over. */
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

  /** What one saw while another was away proves nothing of that one. */
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

/** People who passed one shortly after another, as any source has it. */
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
