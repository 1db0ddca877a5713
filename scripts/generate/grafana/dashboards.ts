import type { PanelName } from '../../../src/ports/fleet.ts';

export interface PanelPlan {
  readonly panel: PanelName;
  readonly title: string;
  /** What the numbers mean; shown at the panel's title. */
  readonly about?: string;
  readonly type?: 'table' | 'barchart';
  /** Of the 24 columns of a dashboard. */
  readonly width?: number;
  readonly height?: number;
  /** Columns with a unit of Grafana: `percentunit`, `s`, `none`. */
  readonly units?: Readonly<Record<string, string>>;
  /** Columns that the chart draws; absent: all numbers. */
  readonly shows?: readonly string[];
}

export interface DashboardPlan {
  readonly folder: 'stores' | 'fleet' | 'quality';
  readonly uid: string;
  readonly title: string;
  readonly from: string;
  readonly panels: readonly PanelPlan[];
}

const SHARES = { coverage: 'percentunit', conversion: 'percentunit', change_to_usual: 'percentunit' };
const SEEN = 'NULL: no sensor looked. 0: no person came. coverage: share of the time that was seen.';

const ALERTS: PanelPlan = { panel: 'alerts', title: 'Needs a person now', height: 8 };

/** Four dashboards; each panel is one statement that the fleet's pages show too. */
export const DASHBOARDS: readonly DashboardPlan[] = [
  {
    folder: 'stores',
    uid: 'lintel-stores',
    title: 'Lintel: stores',
    from: 'now-7d/d',
    panels: [
      ALERTS,
      {
        panel: 'days',
        title: 'Entries per day',
        type: 'barchart',
        shows: ['local_day', 'entries', 'usual'],
        about: SEEN,
      },
      {
        panel: 'compare',
        title: 'Each store against its own usual',
        units: {
          change: 'percentunit',
          conversion: 'percentunit',
          conversion_low: 'percentunit',
          conversion_high: 'percentunit',
        },
        about: 'is_beyond: the change is larger than chance and counting error.',
      },
      { panel: 'stores', title: 'Last day of the range', units: SHARES, about: SEEN },
    ],
  },
  {
    folder: 'stores',
    uid: 'lintel-store',
    title: 'Lintel: one store',
    from: 'now-7d/d',
    panels: [
      {
        panel: 'key-numbers',
        title: 'Entries, capture rate, conversion',
        width: 12,
        units: { coverage: 'percentunit' },
        about:
          'low and high: 95 % interval. than: the comparison. Capture = entries ÷ (entries + passers-by); conversion = sales ÷ entries.',
      },
      { panel: 'more-numbers', title: 'Visit (s), bounces, happy index, wait (s)', width: 12 },
      {
        panel: 'days',
        title: 'Entries per day',
        type: 'barchart',
        width: 12,
        shows: ['local_day', 'entries', 'usual'],
        about: SEEN,
      },
      {
        panel: 'hours',
        title: 'Entries per hour, last day',
        type: 'barchart',
        width: 12,
        shows: ['hour_of_day', 'entries', 'usual'],
      },
      {
        panel: 'funnel',
        title: 'From street to sale',
        type: 'barchart',
        width: 12,
        shows: ['stage', 'people'],
        about: 'Each step has its own sensor; no person is followed.',
      },
      { panel: 'heat', title: 'Mean entries by weekday and hour, last four weeks of the range', width: 12 },
      {
        panel: 'zones',
        title: 'Zones',
        units: {
          reach: 'percentunit',
          engaged_share: 'percentunit',
          mean_dwell_s: 's',
          coverage: 'percentunit',
        },
      },
      {
        panel: 'queues',
        title: 'Queues',
        width: 12,
        units: { mean_wait_s: 's', abandoned_share: 'percentunit' },
      },
      { panel: 'feedback', title: 'Feedback', width: 12, units: { coverage: 'percentunit' } },
      { panel: 'doors', title: 'Doors', width: 12, units: { coverage: 'percentunit' } },
      { panel: 'visits', title: 'Visits by length', width: 12, units: { longer_than_s: 's', up_to_s: 's' } },
      { panel: 'journeys', title: 'Journeys between zones', width: 12 },
      { panel: 'definitions', title: 'What names mean', width: 12 },
    ],
  },
  {
    folder: 'fleet',
    uid: 'lintel-fleet',
    title: 'Lintel: gateways',
    from: 'now-7d/d',
    panels: [
      ALERTS,
      { panel: 'gateways', title: 'Gateways', units: { disk_free: 'percentunit' }, height: 12 },
      {
        panel: 'versions',
        title: 'Versions',
        type: 'barchart',
        width: 8,
        shows: ['version', 'gateways', 'online'],
      },
      { panel: 'events', title: 'What gateways reported', width: 16 },
    ],
  },
  {
    folder: 'quality',
    uid: 'lintel-quality',
    title: 'Lintel: quality',
    from: 'now-28d/d',
    panels: [
      {
        panel: 'quality',
        title: 'Which numbers to trust, the least first',
        units: { coverage: 'percentunit', received: 'percentunit', in_out_difference: 'percentunit' },
        height: 12,
      },
      { panel: 'gaps', title: 'Rows that are missing', width: 12 },
      { panel: 'refused', title: 'Refused messages, and boots without a clock', width: 12 },
    ],
  },
];
