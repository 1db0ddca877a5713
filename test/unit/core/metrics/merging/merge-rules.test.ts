import { describe, expect, test } from 'vitest';
import { DOOR_MERGE, NO_INTERVALS } from '../../../../../src/core/metrics/door-metrics.ts';
import { FEEDBACK_MERGE } from '../../../../../src/core/metrics/feedback-metrics.ts';
import { LINE_MERGE } from '../../../../../src/core/metrics/line-metrics.ts';
import { joinItems, settleItem, toItemTotals } from '../../../../../src/core/metrics/merging/item-totals.ts';
import type { MergeRules } from '../../../../../src/core/metrics/merging/merge-rules.ts';
import { mergeWindows } from '../../../../../src/core/metrics/merging/merge-windows.ts';
import { PRODUCT_MERGE } from '../../../../../src/core/metrics/product-metrics.ts';
import { QUEUE_MERGE } from '../../../../../src/core/metrics/queue-metrics.ts';
import { RADIO_MERGE } from '../../../../../src/core/metrics/radio-metrics.ts';
import { NO_CAPTURE, SHOPFRONT_MERGE } from '../../../../../src/core/metrics/shopfront-metrics.ts';
import { NO_CONVERSION, STORE_MERGE } from '../../../../../src/core/metrics/store-metrics.ts';
import { TROLLEY_MERGE } from '../../../../../src/core/metrics/trolley-metrics.ts';
import { ZONE_MERGE } from '../../../../../src/core/metrics/zone-metrics.ts';
import type { QueueSummary } from '../../../../../src/core/model/window-summary.ts';
import { sampleWindow } from '../../../../support/windows.ts';

const TABLES = {
  zones: ZONE_MERGE,
  lines: LINE_MERGE,
  doors: DOOR_MERGE,
  queues: QUEUE_MERGE,
  feedback: FEEDBACK_MERGE,
  trolleys: TROLLEY_MERGE,
  products: PRODUCT_MERGE,
  radios: RADIO_MERGE,
  store: STORE_MERGE,
  shopfront: SHOPFRONT_MERGE,
};

/** What is true of a window's end: nothing else may be taken from the newest window. */
const STATES = [
  'queues.waitPredictedMs',
  'doors.auditAgeDays',
  'store.occupancy',
  'store.occupancyLow',
  'store.occupancyHigh',
  'store.auditAgeDays',
];
const NAMES = ['zone', 'line', 'door', 'sensor', 'tag', 'definition', 'auditId'];

interface Lights {
  readonly coverage: number;
  readonly brightest: number | null;
  readonly switched: number | null;
}

const lights = (brightest: number | null, switched: number | null): Lights => ({
  coverage: 1,
  brightest,
  switched,
});

/** Two halves of the time. */
function merged(rules: MergeRules<Lights>, items: readonly Lights[]): Lights {
  const totals = items.map((item) => toItemTotals(rules, item, { seconds: 0.5 }));
  return settleItem(rules, joinItems(rules, totals), { seconds: 1 });
}

const queue = (lengthMean: number | null, coverage = 1): QueueSummary => ({
  ...{ zone: 'till', coverage, n: 0, definition: 'queue/1 walk=10000' },
  ...{ joined: 0, served: 0, abandoned: 0, lengthMean, lengthMax: 9 },
  ...{ waitMeanMs: null, waitP95Ms: null, waitPredictedMs: null, waits: null, intervals: null },
});

describe('a group’s table', () => {
  test('says of every field how it merges: maxima of 40 and 3 are 40', () => {
    const rules = {
      coverage: 'coverage',
      brightest: 'max',
      switched: 'sum',
    } as const satisfies MergeRules<Lights>;
    expect(merged(rules, [lights(40, 2), lights(3, 5)])).toEqual({
      coverage: 1,
      brightest: 40,
      switched: 7,
    });
    expect(merged(rules, [lights(-4, null), lights(null, null)])).toMatchObject({
      brightest: -4,
      switched: null,
    });
  });

  test('does not compile without one of its fields', () => {
    // @ts-expect-error brightest has no rule.
    const forgotten: MergeRules<Lights> = { coverage: 'coverage', switched: 'sum' };
    // @ts-expect-error a name does not add up.
    const added: MergeRules<{ readonly name: string }> = { name: 'sum' };
    expect([forgotten, added]).toHaveLength(2);
  });

  test.each(Object.entries(TABLES))(
    'of %s takes from the newest window names and states only',
    (group, rules) => {
      const last = Object.entries(rules).flatMap(([field, rule]) =>
        rule === 'last' && !NAMES.includes(field) ? [`${group}.${field}`] : [],
      );
      expect(last).toEqual(STATES.filter((state) => state.startsWith(`${group}.`)));
    },
  );

  test('names what is worked out after merging, and that is worked out', () => {
    const derivedIn = (rules: object) =>
      Object.entries(rules).flatMap(([field, rule]) => (rule === 'derived' ? [field] : []));
    expect(derivedIn(DOOR_MERGE)).toEqual(Object.keys(NO_INTERVALS));
    expect(derivedIn(STORE_MERGE)).toEqual(Object.keys(NO_CONVERSION));
    expect(derivedIn(SHOPFRONT_MERGE)).toEqual(Object.keys(NO_CAPTURE));
  });
});

describe('windows that are merged', () => {
  const long = { ...sampleWindow(0, {}, 360_000), queues: [queue(10)] };
  const short = { ...sampleWindow(6, {}, 60_000), queues: [queue(3)] };

  test('keep a queue’s length as the mean over the time, however long the windows are', () => {
    expect(mergeWindows([long, short]).queues[0]?.lengthMean).toBe(9);
    const unseen = { ...short, queues: [queue(null, 0)] };
    expect(mergeWindows([long, unseen]).queues[0]?.lengthMean).toBe(10);
  });
});
