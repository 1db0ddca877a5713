import { isoTime, parseIsoTime } from '../metrics/iso-time.ts';
import type { VisitsSummary, WindowSummary } from '../metrics/summary.ts';
import type { Checkpointed, Json } from '../types.ts';
import { COARSE_MS } from './quarter.ts';

/** Finer steps of a door's error would tell when somebody crossed. */
const ERROR_STEP = 0.01;

type Errors = Readonly<Record<string, number | null>>;

/**
 * What moves with every single person without being a count, and so would tell of withheld ones: how far a door's counts
 * are off is shown as it was a quarter of an hour before, and stretches between two empty shops come with the next
 * quarter, from quarter to quarter, so that nobody's coming or going is dated by them.
 */
export class Delayed implements Checkpointed {
  #errors: Errors = {};
  #visits: readonly VisitsSummary[] = [];

  /** Whether stretches wait for the next quarter of an hour. */
  get hasVisits(): boolean {
    return this.#visits.length > 0;
  }

  /** The window without what has to wait. */
  take(window: WindowSummary): WindowSummary {
    this.#visits = [...this.#visits, ...window.visits];
    return window.visits.length === 0 ? window : { ...window, visits: [] };
  }

  /** With the errors of the quarter before. */
  shown(window: WindowSummary): WindowSummary {
    return {
      ...window,
      doors: window.doors.map((door) => ({ ...door, errorShare: this.#errors[door.door] ?? null })),
    };
  }

  /** The quarter of an hour ends: its errors may be shown from now on. */
  learn({ doors }: WindowSummary): void {
    this.#errors = Object.fromEntries(doors.map((door) => [door.door, coarse(door.errorShare)]));
  }

  /** Stretches that waited, but for those of too few. */
  release(isFew: (n: number) => boolean): VisitsSummary[] {
    const released = this.#visits.filter(({ n }) => !isFew(n)).map(fromQuarterToQuarter);
    this.#visits = [];
    return released;
  }

  snapshot(): Json {
    return { errors: this.#errors, visits: this.#visits as unknown as Json };
  }

  restore(saved: Json): void {
    const { errors, visits } = saved as unknown as { errors: Errors; visits: readonly VisitsSummary[] };
    this.#errors = errors;
    this.#visits = visits;
  }
}

function coarse(share: number | null): number | null {
  return share === null ? null : Math.round(share / ERROR_STEP) / (1 / ERROR_STEP);
}

function fromQuarterToQuarter(visits: VisitsSummary): VisitsSummary {
  const from = Math.floor(parseIsoTime(visits.fromAt) / COARSE_MS) * COARSE_MS;
  const to = Math.ceil(parseIsoTime(visits.toAt) / COARSE_MS) * COARSE_MS;
  return { ...visits, fromAt: isoTime(from), toAt: isoTime(to) };
}
