import type { ClosedWindow, DwellBin, Step } from '../../../src/core/privacy/amounts.ts';
import type { PassedRow } from '../../../src/core/privacy/passed-row.ts';
import type { IndoorRow } from '../../../src/core/privacy/rows.ts';
import { createRandom } from '../random.ts';
import { closedWindow } from './closed-windows.ts';

const ZONES = ['table', 'shelf', 'till'] as const;

export interface RandomShop {
  readonly startMs: number;
  readonly windows: number;
  readonly durationMs: number;
  readonly seed: number;
  /** Mean visits of a zone in a window. */
  readonly visits: number;
}

/** Windows of people who come to zones and leave them, each with what the zones had: never more out than came in. */
export function randomWindows({ startMs, windows, durationMs, seed, visits }: RandomShop): ClosedWindow[] {
  const random = createRandom(seed);
  const inside = new Map<string, number>(ZONES.map((zone) => [zone, 0]));
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  const zoneOf = (zone: string) => {
    const before = inside.get(zone) ?? 0;
    const came = upTo(2 * visits);
    const out = upTo(before + came);
    inside.set(zone, before + came - out);
    const [engaged, cut] = [upTo(out), upTo(out)];
    const times = {
      personTimeS: Math.floor(random() * 1e6) / 1_000,
      dwellS: Math.floor(out * random() * 1e5) / 1_000,
    };
    const [ended, variances] = [upTo(out), { outVar: out * 0.1, inVar: came * 0.1 }];
    const bins = [[5, 6.3, ended, 0] as const, [40, 50, 0, upTo(out - ended)] as const];
    return { in: came, out, visits: upTo(out), engaged, ...times, cut, ...variances, bins };
  };
  return Array.from({ length: windows }, (_, i) => {
    if (random() < 0.1) return blindWindow(startMs + i * durationMs, durationMs);
    const zones = Object.fromEntries(ZONES.map((zone) => [zone, zoneOf(zone)]));
    const steps = ZONES.map((from): Step => [from, ZONES[upTo(2)] ?? from, upTo(3)]);
    const store = { in: upTo(5), out: upTo(5) };
    return closedWindow(startMs + i * durationMs, { durationMs, zones, steps, store });
  });
}

/** No sensor looked. */
function blindWindow(startMs: number, durationMs: number): ClosedWindow {
  const zones = Object.fromEntries(ZONES.map((zone) => [zone, null]));
  return closedWindow(startMs, { durationMs, zones, store: { in: null, out: null, seenS: 0 } });
}

/** Sums of amounts by name: `zones/table/out`. */
export type Sums = Map<string, number>;

export function addTo(sums: Sums, name: string, amount: unknown): void {
  if (typeof amount === 'number') sums.set(name, (sums.get(name) ?? 0) + amount);
}

/** What leaves once a day; of its own, `out` decides only. */
const OF_DAY: ReadonlySet<string> = new Set(['personTimeS', 'dwellS']);

/** All that the windows hold, whatever may leave of it. */
export function truthOf(windows: readonly ClosedWindow[], sums: Sums = new Map()): Sums {
  for (const { count, indoor, steps } of windows) {
    for (const store of count.store) addAmounts(sums, 'store', store);
    for (const { id, bins = [], ...zone } of indoor.zones) {
      for (const [amount, value] of Object.entries(zone))
        addAmounts(sums, `${OF_DAY.has(amount) ? 'times' : 'zones'}/${id}`, { [amount]: value });
      addBins(sums, id, bins);
    }
    for (const { id, n } of steps.steps) addTo(sums, `steps/${id}`, n);
  }
  return sums;
}

/** All that left. */
export function published(rows: readonly PassedRow[], sums: Sums = new Map()): Sums {
  for (const passed of rows) {
    if (passed.stream === 'count') addAmounts(sums, 'store', passed.row.store ?? {});
    if (passed.stream === 'indoor') addIndoor(sums, passed.row);
    for (const { id, bins = [], ...zone } of passed.stream === 'day' ? (passed.row.zones ?? []) : []) {
      addAmounts(sums, `times/${id}`, zone);
      addBins(sums, id, bins);
    }
  }
  return sums;
}

function addIndoor(sums: Sums, { zones = [], steps = [] }: IndoorRow): void {
  for (const zone of zones) addAmounts(sums, `zones/${zone.id}`, zone);
  for (const [from, to, n] of steps) addTo(sums, `steps/${from}>${to}`, n);
}

export function addBins(sums: Sums, id: string, bins: readonly DwellBin[]): void {
  for (const [, , ended, cut] of bins) addTo(sums, `dwell/${id}`, ended + cut);
}

const FRAME: ReadonlySet<string> = new Set(['id', 'seenS', 'since', 'few']);

function addAmounts(sums: Sums, name: string, group: object): void {
  for (const [amount, value] of Object.entries(group)) {
    if (!FRAME.has(amount)) addTo(sums, `${name}/${amount}`, value);
  }
}
