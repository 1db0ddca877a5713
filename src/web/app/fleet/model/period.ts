/** Spans of a page's period: a day, a week from Monday on, or a month. VERSUS: what it is compared with. */
export const SPANS = ['day', 'week', 'month'] as const;
export type Span = (typeof SPANS)[number];
export const VERSUS = ['weekday', 'week', 'month', 'year'] as const;
export type Versus = (typeof VERSUS)[number];

export interface Period {
  readonly span: Span;
  readonly first: string;
  readonly last: string;
  readonly versus: Versus;
}

const DAY_MS = 86_400_000;

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

export function toPeriod(span: Span, day: string, versus: Versus): Period {
  if (span === 'day') return { span, first: day, last: day, versus };
  if (span === 'week') {
    const first = addDays(day, -((new Date(Date.parse(day)).getUTCDay() + 6) % 7));
    return { span, first, last: addDays(first, 6), versus };
  }
  const first = `${day.slice(0, 8)}01`;
  const next = `${addDays(first, 31).slice(0, 8)}01`;
  return { span, first, last: addDays(next, -1), versus };
}

/** Returns the period before the given one (−1) or after it (1). */
export function shiftPeriod({ span, first, last, versus }: Period, by: -1 | 1): Period {
  return toPeriod(span, by < 0 ? addDays(first, -1) : addDays(last, 1), versus);
}

export function listDays({ first, last }: Pick<Period, 'first' | 'last'>): readonly string[] {
  const count = Math.round((Date.parse(last) - Date.parse(first)) / DAY_MS) + 1;
  return Array.from({ length: count }, (_, n) => addDays(first, n));
}
