import type { SensorSummary, WindowSummary } from '../../model/window-summary.ts';
import { isoTime, parseIsoTime } from '../../time/iso-time.ts';
import { DOOR_MERGE } from '../door-metrics.ts';
import { FEEDBACK_MERGE } from '../feedback-metrics.ts';
import { mergeJourneys } from '../journey-metrics.ts';
import { LINE_MERGE } from '../line-metrics.ts';
import { PRODUCT_MERGE } from '../product-metrics.ts';
import { QUEUE_MERGE } from '../queue-metrics.ts';
import { RADIO_MERGE } from '../radio-metrics.ts';
import { SHOPFRONT_MERGE } from '../shopfront-metrics.ts';
import { STORE_MERGE } from '../store-metrics.ts';
import { TROLLEY_MERGE } from '../trolley-metrics.ts';
import { ZONE_MERGE } from '../zone-metrics.ts';
import { withDerived } from './derived-metrics.ts';
import type { Covered, MergePart, MergeRules, MergeTable } from './merge-rules.ts';
import { mergeCovered, mergeLists, pickNewest } from './merge-rules.ts';

const SENSOR_MERGE = {
  sensor: 'last',
  type: 'last',
  coverage: 'coverage',
} as const satisfies MergeRules<SensorSummary>;

/**
 * Merges neighbouring windows into a longer one, each group by its table.
 * Coverage is a share of the longer window's time.
 * A window that is missing in between counts as not covered.
 * The same holds for an item that only some windows have, such as a zone drawn in between.
 * A value that is unknown in every window stays null.
 */
export function mergeWindows(windows: readonly WindowSummary[]): WindowSummary {
  const inOrder = [...windows].sort((a, b) => parseIsoTime(a.startAt) - parseIsoTime(b.startAt));
  const newest = pickNewest(inOrder);
  const start = parseIsoTime((inOrder[0] ?? newest).startAt);
  const durationMs = parseIsoTime(newest.startAt) + newest.durationMs - start;
  return withDerived({
    startAt: isoTime(start),
    durationMs,
    revision: Math.max(...inOrder.map((window) => window.revision)),
    partial: inOrder.some((window) => window.partial),
    ...mergeGroups(inOrder, durationMs),
    journeys: mergeJourneys(inOrder.flatMap((window) => window.journeys)),
    trolleyJourneys: mergeJourneys(inOrder.flatMap((window) => window.trolleyJourneys)),
    visits: inOrder.flatMap((window) => window.visits),
    returning: inOrder.flatMap((window) => window.returning),
  });
}

type ItemsOf<T> = (window: WindowSummary) => readonly T[];
type Frame = 'startAt' | 'durationMs' | 'revision' | 'partial';
type Listed = 'journeys' | 'trolleyJourneys' | 'visits' | 'returning' | 'inside';

function mergeGroups(
  windows: readonly WindowSummary[],
  durationMs: number,
): Omit<WindowSummary, Frame | Listed> {
  const parts = <T extends Covered>(itemsOf: ItemsOf<T>): MergePart<T>[] =>
    windows.flatMap((window) => {
      const share = window.durationMs / durationMs;
      return itemsOf(window).map((item) => ({ item, share }));
    });
  const list = <T extends Covered>(
    rules: MergeTable<NoInfer<T>>,
    id: keyof NoInfer<T> & string,
    itemsOf: ItemsOf<T>,
  ): T[] => mergeLists(rules, parts(itemsOf), id);
  const shopfronts = parts(({ shopfront }) => (shopfront === null ? [] : [shopfront]));
  return {
    sensors: list(SENSOR_MERGE, 'sensor', ({ sensors }) => sensors),
    zones: list(ZONE_MERGE, 'zone', ({ zones }) => zones),
    lines: list(LINE_MERGE, 'line', ({ lines }) => lines),
    doors: list(DOOR_MERGE, 'door', ({ doors }) => doors),
    queues: list(QUEUE_MERGE, 'zone', ({ queues }) => queues),
    feedback: list(FEEDBACK_MERGE, 'sensor', ({ feedback }) => feedback),
    trolleys: list(TROLLEY_MERGE, 'zone', ({ trolleys }) => trolleys),
    products: list(PRODUCT_MERGE, 'tag', ({ products }) => products),
    radios: list(RADIO_MERGE, 'sensor', ({ radios }) => radios),
    store: mergeCovered(
      STORE_MERGE,
      parts(({ store }) => [store]),
    ),
    shopfront: shopfronts.length === 0 ? null : mergeCovered(SHOPFRONT_MERGE, shopfronts),
  };
}
