import { DOOR_MERGE } from '../../../src/core/metrics/door-metrics.ts';
import { summarizeDwell } from '../../../src/core/metrics/dwell-summary.ts';
import { LINE_MERGE } from '../../../src/core/metrics/line-metrics.ts';
import type { MergeRules } from '../../../src/core/metrics/merging/merge-rules.ts';
import { PRODUCT_MERGE } from '../../../src/core/metrics/product-metrics.ts';
import { QUEUE_MERGE } from '../../../src/core/metrics/queue-metrics.ts';
import { SHOPFRONT_MERGE } from '../../../src/core/metrics/shopfront-metrics.ts';
import { STORE_MERGE } from '../../../src/core/metrics/store-metrics.ts';
import { TROLLEY_MERGE } from '../../../src/core/metrics/trolley-metrics.ts';
import { ZONE_MERGE } from '../../../src/core/metrics/zone-metrics.ts';
import type {
  DoorSummary,
  Group,
  LineSummary,
  ProductSummary,
  QueueSummary,
  ShopfrontSummary,
  StoreSummary,
  TrolleySummary,
  WindowSummary,
  ZoneSummary,
} from '../../../src/core/model/window-summary.ts';
import { isoTime } from '../../../src/core/time/iso-time.ts';
import { localDate, weekday } from '../../../src/core/time/local-date.ts';
import { utcOffset } from '../../../src/core/time/utc-offset.ts';
import { createRandom } from '../random.ts';
import { unknownGroup } from '../unknown-group.ts';

export const WINDOW_MS = 15 * 60_000;
/** Entries a window at the busiest hour of a weekday. */
const BUSIEST = 12;
const WEEKDAY_WEIGHTS = [1, 1, 1.05, 1.1, 1.4, 1.8, 0];
/** By zone: share of the people inside who stop there in a window, and their typical stay in s. */
const ZONES = {
  entrance: [0.3, 5],
  shoes: [0.5, 45],
  jackets: [0.4, 60],
  table: [0.6, 14],
  till: [0.2, 40],
} as const;
const ENGAGED_MS = 30_000;
const QUEUE = 'till';

export interface HistoryOptions {
  readonly fromMs: number;
  readonly toMs: number;
  readonly timeZone: string;
  readonly seed?: number;
  /** Times in which a sensor did not live. */
  readonly outages?: readonly { readonly sensor: Sensor; readonly fromMs: number; readonly toMs: number }[];
  /** From then on a visit of a zone is counted by another definition. */
  readonly changedAtMs?: number;
}

type Sensor = 'door' | 'street' | 'ceiling';

/** Windows of an invented store: open from 10 to 20 on weekdays, with every metric that there is. */
export function historyWindows(options: HistoryOptions): WindowSummary[] {
  const windows: WindowSummary[] = [];
  const store = new InventedStore(options);
  for (let startMs = options.fromMs; startMs < options.toMs; startMs += WINDOW_MS)
    windows.push(store.next(startMs));
  return windows;
}

class InventedStore {
  readonly #options: HistoryOptions;
  readonly #random: () => number;
  #inside = 0;
  #day = { date: '', entries: 0, startMs: 0 };

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#random = createRandom(options.seed ?? 1);
  }

  next(startMs: number): WindowSummary {
    const { timeZone } = this.#options;
    const rate = this.#rate(startMs);
    const entries = this.#poisson(rate);
    const exits = rate === 0 ? this.#inside : Math.min(this.#inside, this.#poisson(this.#inside / 2));
    this.#inside += entries - exits;
    const date = localDate(startMs, timeZone);
    const ended = this.#day;
    if (date !== ended.date) this.#day = { date, entries: 0, startMs };
    this.#day.entries += entries;
    const isNew = ended.date !== '' && date !== ended.date && ended.entries > 0;
    return {
      ...{ startAt: isoTime(startMs), durationMs: WINDOW_MS, revision: 1, partial: false },
      sensors: (['door', 'street', 'ceiling'] as const).map((sensor) => ({
        ...{
          sensor,
          type: sensor === 'door' ? 'beam-pair' : 'camera',
          coverage: this.#seen(sensor, startMs),
        },
      })),
      ...this.#counts(startMs, rate, entries, exits),
      ...this.#indoors(startMs, rate),
      ...{ trolleyJourneys: [], radios: [] },
      visits: isNew ? [this.#visits(ended, startMs)] : [],
      returning: isNew ? [this.#returning(ended, startMs)] : [],
    };
  }

  #counts(startMs: number, rate: number, entries: number, exits: number) {
    const seen = this.#seen('door', startMs);
    const door = { coverage: seen, definition: 'door/1 return=2000' };
    const known = <T>(value: T): T | null => (seen === 0 ? null : value);
    const street = this.#seen('street', startMs);
    const passersBy = street === 0 ? null : this.#poisson(rate * 4.5);
    return {
      doors: [
        {
          ...group<DoorSummary>(DOOR_MERGE, { ...door, door: 'front', n: known(entries + exits) }),
          ...{ in: known(entries), out: known(exits), restored: 0 },
          errorShare: known(0.02 + Math.round(this.#random() * 200) / 10_000),
          ...{ auditId: 'a-12', auditAgeDays: 9 },
        },
      ],
      store: {
        ...group<StoreSummary>(STORE_MERGE, { ...door, definition: 'store/1', n: known(entries + exits) }),
        ...{ entries: known(entries), exits: known(exits), restored: 0 },
        ...{ occupancy: known(this.#inside), occupancyLow: known(Math.max(0, this.#inside - 2)) },
        ...{
          occupancyHigh: known(this.#inside + 2),
          transactions: this.#poisson(rate * 0.22),
          groups: known(Math.ceil(entries * 0.7)),
        },
        ...{ auditId: 'a-12', auditAgeDays: 9 },
      },
      shopfront: {
        ...group<ShopfrontSummary>(SHOPFRONT_MERGE, {
          coverage: street,
          definition: 'shopfront/1',
          n: passersBy,
        }),
        passersBy,
      },
    };
  }

  #indoors(startMs: number, rate: number) {
    const coverage = this.#seen('ceiling', startMs);
    const isSeen = coverage > 0;
    const zones = Object.entries(ZONES).map(([zone, [share, typicalS]]) =>
      this.#zone(zone, startMs, share, typicalS),
    );
    const joined = isSeen ? this.#poisson(rate * 0.26) : null;
    const served = joined === null ? null : Math.min(joined, this.#poisson(rate * 0.22));
    return {
      zones,
      lines: [
        {
          ...group<LineSummary>(LINE_MERGE, {
            coverage,
            definition: 'line/1 return=2000',
            n: isSeen ? joined : null,
          }),
          ...{ line: 'aisle', in: joined, out: served, groupsIn: joined, groupsOut: served },
        },
      ],
      queues: [
        {
          ...group<QueueSummary>(QUEUE_MERGE, { coverage, definition: 'queue/1 walk=10000', n: joined }),
          ...{ zone: QUEUE, joined, served, abandoned: joined === null ? null : joined - (served ?? 0) },
          lengthMean: isSeen ? Math.round(this.#random() * rate * 500) / 1000 : null,
          lengthMax: isSeen ? Math.round(rate / 2) : null,
          waitMeanMs: served === null || served === 0 ? null : Math.round(20_000 + this.#random() * 60_000),
          waitP95Ms: served === null || served === 0 ? null : Math.round(80_000 + this.#random() * 60_000),
          waitPredictedMs: null,
        },
      ],
      journeys: isSeen ? this.#journeys(rate) : [],
      feedback: [this.#feedback(rate)],
      trolleys: [
        {
          ...group<TrolleySummary>(TROLLEY_MERGE, { coverage, definition: 'trolley/1', n: joined }),
          ...{
            zone: 'shoes',
            entries: joined,
            exits: joined,
            visits: joined,
            presenceMs: joined && joined * 9_000,
          },
          dwell: joined === null || joined === 0 ? null : this.#dwell(joined, 90),
        },
      ],
      products: [
        {
          ...group<ProductSummary>(PRODUCT_MERGE, { coverage, definition: 'product/1', n: served }),
          ...{ tag: 'boot-7', pickUps: joined, putBacks: served },
        },
      ],
    };
  }

  #zone(zone: string, startMs: number, share: number, typicalS: number): WindowSummary['zones'][number] {
    const coverage = this.#seen('ceiling', startMs);
    const { changedAtMs = Number.POSITIVE_INFINITY } = this.#options;
    const definition = `zone/1 entry=500 exit=2000 visit=${startMs < changedAtMs ? 3000 : 6000} engaged=${ENGAGED_MS}`;
    const head = { ...group<ZoneSummary>(ZONE_MERGE, { coverage, definition, n: null }), zone };
    if (coverage === 0) return head;
    const visits = this.#poisson(this.#inside * share * 0.4);
    const dwell = visits === 0 ? null : this.#dwell(visits, typicalS);
    const engaged = Math.round(visits * Math.min(0.95, typicalS / 70));
    const presenceMs = dwell?.sumMs ?? 0;
    return {
      ...head,
      n: visits,
      entries: visits,
      exits: visits,
      visits,
      engaged,
      presenceMs,
      peopleMax: visits,
      dwell,
    };
  }

  #dwell(visits: number, typicalS: number) {
    const lengths = Array.from({ length: visits }, () => ({
      dwellMs: Math.round(typicalS * 1000 * Math.exp(this.#normal() * 0.7)),
      ...(this.#random() < 0.06 ? { censored: 'lost' } : {}),
    }));
    return summarizeDwell(lengths, 200);
  }

  #journeys(rate: number): WindowSummary['journeys'] {
    const zones = [null, ...Object.keys(ZONES)];
    const steps = zones.flatMap((from) =>
      zones.map((to) => ({ from, to, n: from === to ? 0 : this.#poisson(rate / 9) })),
    );
    return steps.filter(({ n }) => n > 0);
  }

  #feedback(rate: number): WindowSummary['feedback'][number] {
    const n = this.#poisson(rate * 0.27);
    const happyIndex = n === 0 ? null : Math.round(700 + this.#random() * 300) / 10;
    return { coverage: 1, n, definition: 'feedback/1', sensor: 'smileys', happyIndex };
  }

  #visits(
    { entries, startMs }: { entries: number; startMs: number },
    endMs: number,
  ): WindowSummary['visits'][number] {
    const meanMs = Math.round(480_000 + this.#random() * 60_000);
    return {
      ...{
        fromAt: isoTime(startMs),
        toAt: isoTime(endMs),
        coverage: 1,
        definition: 'visits/1 bounce=60000',
        n: entries,
      },
      ...{ meanMs, meanLowMs: meanMs - 40_000, meanHighMs: meanMs + 45_000 },
      ...{ bounceShare: 0.18, bounceLow: 0.14, bounceHigh: 0.23 },
      ...{ upToMs: [60_000, 300_000, 900_000, 1_800_000], shares: [0.18, 0.34, 0.33, 0.15] },
    };
  }

  #returning({ startMs }: { startMs: number }, endMs: number): WindowSummary['returning'][number] {
    return {
      ...{
        fromAt: isoTime(startMs),
        toAt: isoTime(endMs),
        coverage: 1,
        definition: 'returning/1 buckets=1024',
      },
      ...{ n: 210, radiosLow: 190, radiosHigh: 235, share: 0.12, shareLow: 0.07, shareHigh: 0.19 },
    };
  }

  /** Entries a window. */
  #rate(startMs: number): number {
    const { timeZone } = this.#options;
    const hour = ((startMs + utcOffset(timeZone, startMs)) / 3_600_000) % 24;
    if (hour < 10 || hour >= 20) return 0;
    const wave = 0.35 + 0.65 * Math.sin((Math.PI * (hour - 9)) / 12) ** 2;
    return BUSIEST * wave * (WEEKDAY_WEIGHTS[weekday(localDate(startMs, timeZone))] ?? 0);
  }

  #seen(sensor: Sensor, startMs: number): number {
    const { outages = [] } = this.#options;
    const isDark = outages.some(
      (gap) => gap.sensor === sensor && startMs >= gap.fromMs && startMs < gap.toMs,
    );
    if (isDark) return 0;
    // A camera misses a little now and then.
    return sensor === 'ceiling' && startMs % (7 * WINDOW_MS) === 0 ? 0.9873 : 1;
  }

  /** Knuth's method. */
  #poisson(mean: number): number {
    let [count, product] = [0, this.#random()];
    while (product > Math.exp(-mean)) [count, product] = [count + 1, product * this.#random()];
    return count;
  }

  #normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.#random())) * Math.cos(2 * Math.PI * this.#random());
  }
}

function group<T extends Group>(rules: MergeRules<T>, known: Group & Partial<T>): T {
  return { ...unknownGroup<T>(rules), ...known };
}
