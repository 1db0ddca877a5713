import { countErrors } from './forecast-errors.ts';
import { valueAt } from './hour-grid.ts';
import { DAYS_PER_WEEK, HOURS_PER_DAY, HOURS_PER_WEEK } from './store-calendar.ts';

/** With fewer errors than two days of hours there is no band. */
const MIN_ERRORS = 48;
/**
 * In each hour's own mean error, the mean of all errors weighs as much as this many errors. Values of 3 to 10 did
 * equally well.
 */
const PRIOR_ERRORS = 10;
/** Weights of the errors of neighbouring hours, and of the same hour on other days. */
const [NEXT_HOUR, OTHER_DAY] = [0.5, 0.3];
/**
 * The errors of one week's hours are alike, so n weeks hold fewer than 168 n independent errors. Each band is therefore
 * wider: its outside tail shrinks by this share of 1 / (n + 1). Chosen on two sensors and half a store, for each level.
 */
const [TAIL_CUT_80, TAIL_CUT_95] = [0.2, 1.2];

/** Half widths in square roots of counts, by hour of the coming week. */
export interface Band {
  readonly half80: Float64Array;
  readonly half95: Float64Array;
}

/**
 * Split conformal intervals with locally scaled errors (Papadopoulos et al. 2008; Lei et al. 2018). A past error's
 * score is its ratio to the mean error around its hour, computed without that error. Half widths are a quantile of the
 * scores times that mean. Undefined with too few errors. Hours of the day in which the store was always empty are left
 * out: they would narrow the other intervals.
 */
export function createBand(allErrors: readonly Float64Array[]): Band | undefined {
  const weeks = dropEmptyHours(allErrors);
  const count = countErrors(weeks);
  if (count < MIN_ERRORS) return undefined;
  const scale = new ErrorScale(weeks);
  const scores = Float64Array.from(scale.scores(weeks)).sort();
  const weeksKnown = count / HOURS_PER_WEEK;
  const widen = (share: number, cut: number) => {
    const inside = 1 - (1 - share) * (1 - cut / (weeksKnown + 1));
    const rank = Math.min(scores.length, Math.ceil((scores.length + 1) * inside));
    return scale.all().map((mean) => mean * valueAt(scores, rank - 1));
  };
  return { half80: widen(0.8, TAIL_CUT_80), half95: widen(0.95, TAIL_CUT_95) };
}

/** Removes hours of the day without any error. Their forecasts and counts were all 0, because the store is closed. */
function dropEmptyHours(weeks: readonly Float64Array[]): Float64Array[] {
  const isEmpty = new Array<boolean>(HOURS_PER_DAY).fill(true);
  for (const [slot, error] of weeks.flatMap((week) => [...week.entries()])) {
    if (Math.abs(error) > 0) isEmpty[slot % HOURS_PER_DAY] = false;
  }
  return weeks.map((week) =>
    week.map((error, slot) => (isEmpty[slot % HOURS_PER_DAY] === true ? Number.NaN : error)),
  );
}

/** Mean absolute error around each hour of the week. */
class ErrorScale {
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;

  constructor(weeks: readonly Float64Array[]) {
    const sums = new Float64Array(HOURS_PER_WEEK);
    const counts = new Float64Array(HOURS_PER_WEEK);
    for (const [slot, error] of weeks.flatMap((week) => [...week.entries()])) {
      if (Number.isNaN(error)) continue;
      sums[slot] = valueAt(sums, slot) + Math.abs(error);
      counts[slot] = valueAt(counts, slot) + 1;
    }
    const total = counts.reduce((a, b) => a + b, 0);
    const mean = sums.reduce((a, b) => a + b, 0) / Math.max(1, total);
    this.#sums = smoothOverNeighbours(sums).map((sum) => sum + PRIOR_ERRORS * mean);
    this.#counts = smoothOverNeighbours(counts).map((count) => count + PRIOR_ERRORS);
  }

  all(): Float64Array {
    return this.#sums.map((sum, slot) => sum / valueAt(this.#counts, slot));
  }

  *scores(weeks: readonly Float64Array[]): Generator<number> {
    for (const [slot, error] of weeks.flatMap((week) => [...week.entries()])) {
      if (Number.isNaN(error)) continue;
      const size = Math.abs(error);
      const others = (valueAt(this.#sums, slot) - size) / (valueAt(this.#counts, slot) - 1);
      yield size / Math.max(others, 1e-9);
    }
  }
}

function smoothOverNeighbours(sums: Float64Array): Float64Array {
  const alongDay = sums.map((sum, slot) => {
    const day = slot - (slot % HOURS_PER_DAY);
    const near = (step: number) => valueAt(sums, day + ((slot + step + HOURS_PER_DAY) % HOURS_PER_DAY));
    return sum + NEXT_HOUR * (near(-1) + near(1));
  });
  return alongDay.map((own, slot) => {
    let others = 0;
    for (let day = 1; day < DAYS_PER_WEEK; day++) {
      others += valueAt(alongDay, (slot + day * HOURS_PER_DAY) % HOURS_PER_WEEK);
    }
    return own + OTHER_DAY * others;
  });
}
