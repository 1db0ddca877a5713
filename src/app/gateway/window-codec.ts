import type { WindowSummary } from '../../core/model/window-summary.ts';
import type { RowSpan } from '../../core/privacy/merge-count.ts';
import { mergeCountRows } from '../../core/privacy/merge-count.ts';
import type { CountRow } from '../../core/privacy/rows.ts';
import { isoTime, parseIsoTime } from '../../core/time/iso-time.ts';

/**
 * Merges encoded rows. Storage keeps rows as text, so this decodes them, merges them with the core's function, and
 * encodes the result.
 */
export function mergeEncodedRows(texts: readonly string[], span: RowSpan): string {
  return JSON.stringify(
    mergeCountRows(
      texts.map((text) => JSON.parse(text) as CountRow),
      span,
    ),
  );
}

/** Defaults for fields that windows of earlier releases do not have. The console needs them to show these windows. */
const NOTHING: Omit<WindowSummary, 'startAt' | 'durationMs' | 'revision' | 'partial' | 'store'> = {
  sensors: [],
  zones: [],
  lines: [],
  doors: [],
  queues: [],
  journeys: [],
  feedback: [],
  trolleys: [],
  trolleyJourneys: [],
  products: [],
  radios: [],
  shopfront: null,
  visits: [],
  returning: [],
};

export function parseWindow(text: string): WindowSummary {
  return { ...NOTHING, ...(JSON.parse(text) as WindowSummary) };
}

/** Moves the start of an encoded window, because it was stored while the clock was wrong. */
export function shiftEncodedWindow(text: string, deltaMs: number): string {
  const window = JSON.parse(text) as WindowSummary;
  return JSON.stringify({ ...window, startAt: isoTime(parseIsoTime(window.startAt) + deltaMs) });
}
