import type { RepeatVisitorSummary, VisitsSummary } from '../model/window-summary.ts';
import type { Entry } from './figure.ts';

/** Figures of store visits over several spans. Each span's mean is weighted by its visits. */
export function visitFigures(visits: readonly VisitsSummary[]): Entry[] {
  if (visits.length === 0) return [];
  const known = visits.filter(({ bounceShare }) => bounceShare !== null);
  const mean = (of: (span: VisitsSummary) => number) => Math.round(weighted(visits, of) ?? 0);
  const share = (of: (span: VisitsSummary) => number | null) =>
    roundedShare(weighted(known, (span) => of(span) ?? 0));
  return [
    [
      'visitMean',
      {
        ...basisOf(visits),
        value: mean(({ meanMs }) => meanMs),
        low: mean(({ meanLowMs }) => meanLowMs),
        high: mean(({ meanHighMs }) => meanHighMs),
      },
    ],
    [
      'bounceShare',
      {
        ...basisOf(visits),
        value: share(({ bounceShare }) => bounceShare),
        low: share(({ bounceLow }) => bounceLow),
        high: share(({ bounceHigh }) => bounceHigh),
      },
    ],
  ];
}

/** Distribution of visit durations over several spans; empty until known. */
export function visitLengths(visits: readonly VisitsSummary[]): Pick<VisitsSummary, 'upToMs' | 'shares'> {
  const newest = visits.findLast(({ shares }) => shares.length > 0);
  if (newest === undefined) return { upToMs: [], shares: [] };
  const alike = visits.filter(({ upToMs }) => upToMs.join() === newest.upToMs.join());
  const shares = newest.shares.map(
    (_share, i) => roundedShare(weighted(alike, (span) => span.shares[i] ?? 0)) ?? 0,
  );
  return { upToMs: newest.upToMs, shares };
}

/** Repeat visitors of several days. Days are never added up, because they may share radios. */
export function repeatFigures(days: readonly RepeatVisitorSummary[]): Entry[] {
  if (days.length === 0) return [];
  const known = days.filter(({ share }) => share !== null);
  const share = (of: (day: RepeatVisitorSummary) => number | null) =>
    roundedShare(weighted(known, (day) => of(day) ?? 0));
  return [
    [
      'repeatShare',
      {
        ...basisOf(days),
        value: share((day) => day.share),
        low: share((day) => day.shareLow),
        high: share((day) => day.shareHigh),
      },
    ],
  ];
}

type Spanning = { readonly n: number; readonly coverage: number; readonly definition: string };

function basisOf(spans: readonly Spanning[]) {
  return {
    coverage: roundedShare(weighted(spans, ({ coverage }) => coverage)) ?? 0,
    n: spans.reduce((sum, { n }) => sum + n, 0),
    definition: spans.at(-1)?.definition ?? '',
  };
}

/** Weighted mean; null without a visit. */
function weighted<T extends Spanning>(spans: readonly T[], of: (span: T) => number): number | null {
  const n = spans.reduce((sum, span) => sum + span.n, 0);
  return n === 0 ? null : spans.reduce((sum, span) => sum + span.n * of(span), 0) / n;
}

function roundedShare(share: number | null): number | null {
  return share === null ? null : Math.round(share * 10_000) / 10_000;
}
