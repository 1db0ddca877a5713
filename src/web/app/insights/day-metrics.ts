// The day's numbers beyond counts: shopfront, queues, feedback and journeys, out of one merged window.
import { mergeWindows } from '../../../core/metrics/merging/merge-windows.ts';
import type { WindowSummary } from '../../../core/model/window-summary.ts';
import type { DayTotal } from './day-totals.ts';

interface Based {
  readonly coverage: number;
  readonly n: number | null;
  readonly definition: string;
}

/** Merges all windows of a day into one. */
export function summarizeDay(windows: readonly WindowSummary[]): WindowSummary | undefined {
  return windows.length === 0 ? undefined : mergeWindows(windows);
}

export function shopfrontSums({ shopfront, store }: WindowSummary): DayTotal[] {
  const rate = shopfront === null ? [] : captureSums(shopfront);
  if (store.transactions === null) return rate;
  const interval = span(store.conversionLow, store.conversionHigh, percent);
  return [
    ...rate,
    { word: 'transactions', text: shown(store.transactions), ...basis(store) },
    { word: 'conversion', text: shown(store.conversion, percent), ...basis(store), ...interval },
  ];
}

function captureSums(shopfront: NonNullable<WindowSummary['shopfront']>): DayTotal[] {
  const { passersBy, captureRate, captureLow, captureHigh } = shopfront;
  return [
    { word: 'passersBy', text: shown(passersBy), ...basis(shopfront) },
    {
      word: 'captureRate',
      text: shown(captureRate, percent),
      ...basis(shopfront),
      ...span(captureLow, captureHigh, percent),
    },
  ];
}

/** Numbers of the last day that ended; none where the settings do not enable them. */
export function returningSums({ returning }: WindowSummary): DayTotal[] {
  const last = returning.at(-1);
  if (last === undefined) return [];
  const { n, radiosLow, radiosHigh, share, shareLow, shareHigh } = last;
  return [
    { word: 'cameAgain', text: shown(share, percent), ...basis(last), ...span(shareLow, shareHigh, percent) },
    { word: 'radiosOfDay', text: String(n), ...basis(last), ...span(radiosLow, radiosHigh, String) },
  ];
}

export function queueSums(queue: WindowSummary['queues'][number]): DayTotal[] {
  return [
    { word: 'served', text: shown(queue.served), ...basis(queue) },
    { word: 'abandoned', text: shown(queue.abandoned), ...basis(queue) },
    { word: 'waitMean', text: shown(queue.waitMeanMs, seconds), ...basis(queue) },
    { word: 'waitP95', text: shown(queue.waitP95Ms, seconds), ...basis(queue) },
  ];
}

export function feedbackSum(terminal: WindowSummary['feedback'][number]): DayTotal {
  return { word: 'happyIndex', text: shown(terminal.happyIndex), ...basis(terminal) };
}

function basis({ coverage, n, definition }: Based): Pick<DayTotal, 'coverage' | 'n' | 'definition'> {
  return { coverage, n: n ?? 0, definition };
}

function shown(value: number | null, as: (value: number) => string = String): string | undefined {
  return value === null ? undefined : as(value);
}

function span(
  low: number | null,
  high: number | null,
  as: (value: number) => string,
): { readonly interval?: string } {
  return low === null || high === null ? {} : { interval: `${as(low)} – ${as(high)}` };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(0)} s`;
}
