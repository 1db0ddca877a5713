import type { WindowSummary } from '../../core/model/window-summary.ts';
import { mergeReleased } from '../../core/privacy/merge-released.ts';
import { isoTime, parseIsoTime } from '../../core/time/iso-time.ts';

/** The store keeps windows as text; these do to texts what the core does to windows. */
export function mergeEncodedWindows(texts: readonly string[]): string {
  return JSON.stringify(mergeReleased(texts.map(parseWindow)));
}

/** Windows that an earlier release stored have not everything of today: the ring must be able to merge them all the same. */
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
  inside: [],
};

export function parseWindow(text: string): WindowSummary {
  return { ...NOTHING, ...(JSON.parse(text) as WindowSummary) };
}

/** For windows that were stamped while the clock was wrong. */
export function shiftEncodedWindow(text: string, deltaMs: number): string {
  const window = JSON.parse(text) as WindowSummary;
  return JSON.stringify({ ...window, startAt: isoTime(parseIsoTime(window.startAt) + deltaMs) });
}
