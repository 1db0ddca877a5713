import type { BinCell, PublishedRows, ZoneCell } from './published-rows.ts';
import type { Path } from './store-facts.ts';
import { DAY_MS } from './store-facts.ts';

/** How well what was published fits this path, had it begun at this time of this day. */
export type Attacker = (path: Path, day: number, inMs: number) => number;

/** What an attacker looks at. */
export type Clue = 'in' | 'out' | 'engaged' | 'dwellS' | 'personTimeS' | 'bins';

const ENGAGED_MS = 30_000;

/** A regular's dwell is within 10 % of that of another day, uniformly: its relative standard deviation. */
const DWELL_SD = 0.082;

/**
 * The likelihood of what was published with him in it, over that without. Counts: Poisson, whose mean he learns from all
 * days. Sums of dwell and presence: normal given the count, with mean and variance a person that he learns from all rows.
 * Bins: the excess over what the zone's other visits would give.
 */
export function byLikelihood(published: PublishedRows, zones: number, clues: ReadonlySet<Clue>): Attacker {
  const usual = Array.from(
    { length: zones },
    (_, zone) => new Usual(published.cells(zone), published.allBins(zone)),
  );
  return (path, day, inMs) => {
    const shift = inMs - path.inMs;
    return path.stops.reduce((sum, { zone, enteredMs, dwellMs }) => {
      const [inAt, outAt] = [enteredMs + shift, enteredMs + dwellMs + shift];
      const cells = {
        in: published.cell(zone, day, inAt),
        out: published.cell(zone, day, outAt),
        engaged: dwellMs < ENGAGED_MS ? undefined : published.cell(zone, day, inAt + ENGAGED_MS),
      };
      return sum + (usual[zone]?.gain(clues, cells, published.bins(zone, day, outAt), dwellMs / 1_000) ?? 0);
    }, 0);
  };
}

type Cells = Readonly<Record<'in' | 'out' | 'engaged', ZoneCell | undefined>>;

/** Looks for the habit alone: somebody left each of the zones then, and the mean dwell is near his. */
export function byHabit(published: PublishedRows): Attacker {
  return (path, day, inMs) => {
    const shift = inMs - path.inMs;
    return path.stops.reduce((sum, { zone, enteredMs, dwellMs }) => {
      const cell = published.cell(zone, day, enteredMs + dwellMs + shift);
      if (cell === undefined) return sum - 1;
      const hours = (cell.endMs - cell.startMs) / 3_600_000;
      const ofDay = published.bins(zone, day, enteredMs + dwellMs + shift);
      const mean = ofDay === undefined ? dwellMs / 1_000 : (ofDay.dwellS + 1) / Math.max(1, ofDay.visits);
      // A row in which about as many were engaged as is his habit.
      const engaged = (cell.engaged + 0.5) / (cell.out + 1);
      const fits = Math.log(dwellMs >= ENGAGED_MS ? engaged : Math.max(0.05, 1 - engaged));
      return (
        sum + Math.log(1 + cell.out / hours) / 10 + fits - Math.abs(Math.log((mean * 1_000) / dwellMs)) / 4
      );
    }, 0);
  };
}

/** What is usual in a zone: mean counts by length and time of day, and dwell and presence of one person. */
class Usual {
  readonly #counts = new Map<string, { in: number; out: number; engaged: number; days: number }>();
  readonly #person: Record<'dwellS' | 'personTimeS', { mean: number; variance: number }>;
  readonly #bins = new Map<string, number>();
  #visits = 0;

  constructor(cells: readonly ZoneCell[], bins: readonly BinCell[]) {
    for (const cell of cells) {
      const counts = this.#counts.get(timeOf(cell)) ?? { in: 0, out: 0, engaged: 0, days: 0 };
      counts.in += cell.in;
      counts.out += cell.out;
      counts.engaged += cell.engaged;
      counts.days += 1;
      this.#counts.set(timeOf(cell), counts);
    }
    this.#person = { dwellS: personOf(bins, 'dwellS'), personTimeS: personOf(bins, 'personTimeS') };
    for (const cell of bins) {
      this.#visits += cell.visits;
      for (const [fromS, toS, ended, cut] of cell.bins)
        this.#bins.set(`${fromS}/${toS}`, (this.#bins.get(`${fromS}/${toS}`) ?? 0) + ended + cut);
    }
  }

  gain(clues: ReadonlySet<Clue>, cells: Cells, ofDay: BinCell | undefined, ownS: number): number {
    const counts = (['in', 'out', 'engaged'] as const).filter((clue) => clues.has(clue));
    const sums = (['dwellS', 'personTimeS'] as const).filter((clue) => clues.has(clue));
    return (
      counts.reduce((sum, clue) => sum + this.countGain(cells[clue], clue), 0) +
      sums.reduce((sum, clue) => sum + this.sumGain(ofDay, clue, ownS), 0) +
      (clues.has('bins') ? this.binGain(ofDay, ownS) : 0)
    );
  }

  countGain(cell: ZoneCell | undefined, field: 'in' | 'out' | 'engaged'): number {
    const counts = cell && this.#counts.get(timeOf(cell));
    if (cell === undefined || counts === undefined) return 0;
    const expected = Math.max(0.05, counts[field] / counts.days);
    return cell[field] * Math.log(1 + 1 / expected) - 1;
  }

  /** His share of a sum over the people of the row. */
  sumGain(cell: BinCell | undefined, field: 'dwellS' | 'personTimeS', ownS: number): number {
    if (cell === undefined || cell.visits < 1) return 0;
    const { mean, variance } = this.#person[field];
    const others = cell.visits - 1;
    const withHim = logNormal(cell[field], others * mean + ownS, others * variance + (DWELL_SD * ownS) ** 2);
    return withHim - logNormal(cell[field], cell.visits * mean, cell.visits * variance);
  }

  binGain(cell: BinCell | undefined, ownS: number): number {
    if (cell === undefined || this.#visits === 0) return 0;
    const own = cell.bins.find(([fromS, toS]) => fromS <= ownS && ownS < (toS ?? Number.POSITIVE_INFINITY));
    if (own === undefined) return -1;
    const [fromS, toS, ended, cut] = own;
    const share = (this.#bins.get(`${fromS}/${toS}`) ?? 0) / this.#visits;
    const expected = Math.max(0.05, cell.visits * share);
    return (ended + cut) * Math.log(1 + 1 / expected) - 1;
  }
}

/** Mean and variance of one person's part, from how the rows' sums vary about their counts. */
function personOf(cells: readonly BinCell[], field: 'dwellS' | 'personTimeS') {
  const people = cells.reduce((sum, { visits }) => sum + visits, 0);
  const mean = cells.reduce((sum, cell) => sum + cell[field], 0) / Math.max(1, people);
  const squares = cells.reduce((sum, cell) => sum + (cell[field] - cell.visits * mean) ** 2, 0);
  return { mean, variance: Math.max(1, squares / Math.max(1, people)) };
}

function logNormal(value: number, mean: number, variance: number): number {
  const positive = Math.max(1e-6, variance);
  return -((value - mean) ** 2) / (2 * positive) - Math.log(positive) / 2;
}

function timeOf({ startMs, endMs }: ZoneCell): string {
  return `${endMs - startMs}/${((startMs % DAY_MS) + DAY_MS) % DAY_MS}`;
}
