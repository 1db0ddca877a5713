import type { Checkpointed, Json } from '../model/ids.ts';
import type { RepeatVisitorSummary, VisitsSummary, WindowSummary } from '../model/window-summary.ts';
import { isoTime, parseIsoTime } from '../time/iso-time.ts';
import { COARSE_MS } from './quarter-totals.ts';

/** Finer steps of a door's error would tell when somebody crossed. */
const ERROR_STEP = 0.01;

/** Nothing of a stretch of time. */
export const NO_PERIODS = { visits: [], returning: [] } as const;

type Errors = Readonly<Record<string, number | null>>;

/**
 * What moves with every single person without being a count, and so would tell of withheld ones: how far a door's counts
 * are off is shown as it was a quarter of an hour before, and stretches between two empty shops come with the next
 * quarter, from quarter to quarter, so that nobody's coming or going is dated by them.
 */
export class DelayedFields implements Checkpointed {
  #errors: Errors = {};
  #visits: readonly VisitsSummary[] = [];
  #returning: readonly RepeatVisitorSummary[] = [];

  /** Whether stretches wait for the next quarter of an hour. */
  get hasPeriods(): boolean {
    return this.#visits.length > 0 || this.#returning.length > 0;
  }

  /** The window without what has to wait. */
  holdBack(window: WindowSummary): WindowSummary {
    if (window.visits.length === 0 && window.returning.length === 0) return window;
    this.#visits = [...this.#visits, ...window.visits];
    this.#returning = [...this.#returning, ...window.returning];
    return { ...window, ...NO_PERIODS };
  }

  /** The door's error in the quarter before. */
  getDoorError(door: string): number | null {
    return this.#errors[door] ?? null;
  }

  /** The quarter of an hour ends: its errors may be shown from now on. */
  learn({ doors }: WindowSummary): void {
    this.#errors = Object.fromEntries(doors.map((door) => [door.door, coarse(door.errorShare)]));
  }

  /** Stretches that waited, but for those of too few. */
  release(isFew: (n: number) => boolean): Pick<WindowSummary, 'visits' | 'returning'> {
    const visits = this.#visits.filter(({ n }) => !isFew(n)).map(fromQuarterToQuarter);
    const returning = this.#returning.filter(({ n }) => !isFew(n)).map(fromQuarterToQuarter);
    this.#visits = [];
    this.#returning = [];
    return { visits, returning };
  }

  snapshot(): Json {
    const [visits, returning] = [this.#visits, this.#returning];
    return { errors: this.#errors, visits, returning } as Json;
  }

  restore(saved: Json): void {
    const { errors, visits, returning } = saved as {
      errors: Errors;
      visits: readonly VisitsSummary[];
      returning: readonly RepeatVisitorSummary[];
    };
    this.#errors = errors;
    this.#visits = visits;
    this.#returning = returning;
  }
}

function coarse(share: number | null): number | null {
  return share === null ? null : Math.round(share / ERROR_STEP) / (1 / ERROR_STEP);
}

function fromQuarterToQuarter<T extends { readonly fromAt: string; readonly toAt: string }>(period: T): T {
  const from = Math.floor(parseIsoTime(period.fromAt) / COARSE_MS) * COARSE_MS;
  const to = Math.ceil(parseIsoTime(period.toAt) / COARSE_MS) * COARSE_MS;
  return { ...period, fromAt: isoTime(from), toAt: isoTime(to) };
}
