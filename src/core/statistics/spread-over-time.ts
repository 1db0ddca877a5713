export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** Whole people within `part`, when `count` people spread evenly over `span`. Adjoining parts add up. */
export function peopleWithin(count: number, span: TimeSpan, part: TimeSpan): number {
  const until = (at: number) => Math.floor((count * (at - span.from)) / (span.to - span.from));
  return until(Math.min(part.to, span.to)) - until(Math.max(part.from, span.from));
}

/**
 * Returns a window's part of people counted over `all`, and the share of the window that `all` covers. Undefined when
 * they do not overlap.
 */
export function partWithin(
  all: TimeSpan & { readonly in: number; readonly out: number },
  window: TimeSpan,
): { readonly in: number; readonly out: number; readonly share: number } | undefined {
  const commonMs = Math.min(all.to, window.to) - Math.max(all.from, window.from);
  if (commonMs <= 0) return undefined;
  const of = (count: number) => peopleWithin(count, all, window);
  return { in: of(all.in), out: of(all.out), share: commonMs / (window.to - window.from) };
}
