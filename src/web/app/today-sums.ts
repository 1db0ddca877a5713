import { insideAsWindow } from '../../core/metrics/adding-up.ts';
import type { WindowSummary } from '../../core/metrics/summary.ts';
import type { Word } from './words.ts';

/** A number of the day with what it rests on; no text when no sensor saw any of it. */
export interface Sum {
  readonly word: Word;
  readonly text: string | undefined;
  readonly coverage: number;
  readonly n: number;
  readonly definition: string;
  readonly interval?: string;
  /** The newest audit of what counted it; null where nobody has. Absent where nothing is audited. */
  readonly audit?: { readonly id: string; readonly ageDays: number | null } | null;
}

export interface Named {
  readonly id: string;
  readonly sums: readonly Sum[];
}

interface Group {
  readonly coverage: number;
  readonly n: number | null;
  readonly definition: string;
}

const QUARTER_MS = 15 * 60_000;

export function storeSums(windows: readonly WindowSummary[]): Sum[] {
  const stores = windows.map(({ store, durationMs }) => ({ ...store, durationMs }));
  const last = stores.findLast(({ occupancy }) => occupancy !== null);
  const basis = { ...basisOf(stores), audit: auditOf(stores) };
  return [
    { word: 'entries', text: total(stores.map(({ entries }) => entries)), ...basis },
    { word: 'exits', text: total(stores.map(({ exits }) => exits)), ...basis },
    {
      word: 'occupancy',
      text: last?.occupancy == null ? undefined : String(Math.round(last.occupancy)),
      ...basis,
      ...(last?.occupancyLow == null
        ? {}
        : { interval: `${Math.round(last.occupancyLow)} – ${Math.round(last.occupancyHigh ?? 0)}` }),
    },
  ];
}

export function zoneSums(windows: readonly WindowSummary[]): Named[] {
  return byId(withInside(windows), ({ zones }) => zones.map((zone) => ({ id: zone.zone, ...zone }))).map(
    ([id, zones]) => {
      const dwells = zones.flatMap(({ dwell }) => (dwell === null ? [] : [dwell]));
      const n = dwells.reduce((sum, dwell) => sum + dwell.n, 0);
      const sumMs = dwells.reduce((sum, dwell) => sum + dwell.sumMs, 0);
      const basis = basisOf(zones);
      return {
        id,
        sums: [
          { word: 'visits', text: total(zones.map(({ visits }) => visits)), ...basis },
          { word: 'engaged', text: total(zones.map(({ engaged }) => engaged)), ...basis },
          {
            word: 'meanDwell',
            text: n === 0 ? undefined : `${(sumMs / n / 1000).toFixed(1)} s`,
            ...basis,
            n,
          },
        ],
      };
    },
  );
}

export function doorSums(windows: readonly WindowSummary[], day: WindowSummary): Named[] {
  const groups = byId(withInside(windows), ({ doors, lines }) => [
    ...doors.map((door) => ({ id: door.door, ...door })),
    ...lines.map((line) => ({ id: line.line, ...line })),
  ]);
  return groups.map(([id, all]) => {
    const door = day.doors.find((one) => one.door === id);
    const basis = { ...basisOf(all), ...(door !== undefined && { audit: auditOf([door]) }) };
    return {
      id,
      sums: [
        {
          word: 'in',
          text: total(all.map((group) => group.in)),
          ...basis,
          ...span(door?.inLow, door?.inHigh),
        },
        {
          word: 'out',
          text: total(all.map((group) => group.out)),
          ...basis,
          ...span(door?.outLow, door?.outHigh),
        },
      ],
    };
  });
}

function span(low: number | null | undefined, high: number | null | undefined): Pick<Sum, 'interval'> {
  return low == null || high == null ? {} : { interval: `${Math.round(low)} – ${Math.round(high)}` };
}

/** Of the newest window that names one. */
function auditOf(
  groups: readonly { readonly auditId: string | null; readonly auditAgeDays: number | null }[],
): NonNullable<Sum['audit']> | null {
  const newest = groups.findLast(({ auditId }) => auditId !== null);
  return newest?.auditId == null ? null : { id: newest.auditId, ageDays: newest.auditAgeDays };
}

export interface QuarterRow {
  readonly at: number;
  /** null when nothing was seen, which is not 0. */
  readonly entries: number | null;
  readonly occupancy: number | null;
}

export function quarters(windows: readonly WindowSummary[]): QuarterRow[] {
  const rows = new Map<number, QuarterRow>();
  for (const { startAt, store } of windows) {
    const at = Math.floor(Date.parse(startAt) / QUARTER_MS) * QUARTER_MS;
    const row = rows.get(at) ?? { at, entries: null, occupancy: null };
    const entries = store.entries === null ? row.entries : (row.entries ?? 0) + store.entries;
    rows.set(at, { at, entries, occupancy: store.occupancy ?? row.occupancy });
  }
  return [...rows.values()].toSorted((a, b) => a.at - b.at);
}

/** Midnight in the store's time zone, on the day of `now`. */
export function dayStart(now: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const part = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, Number(value)]));
  const sinceMs = ((part['hour'] ?? 0) * 3600 + (part['minute'] ?? 0) * 60 + (part['second'] ?? 0)) * 1000;
  return Math.floor(now / 1000) * 1000 - sinceMs;
}

/** What people did inside stands beside the windows, where their settings tell it less often. */
function withInside(windows: readonly WindowSummary[]): WindowSummary[] {
  return windows.flatMap((window) => [
    window,
    ...window.inside.map((inside) => insideAsWindow(window, inside)),
  ]);
}

function byId<G extends Group & { id: string }>(
  windows: readonly WindowSummary[],
  of: (window: WindowSummary) => G[],
): [string, (G & { durationMs: number })[]][] {
  const groups = new Map<string, (G & { durationMs: number })[]>();
  for (const window of windows) {
    for (const group of of(window)) {
      const list = groups.get(group.id) ?? [];
      list.push({ ...group, durationMs: window.durationMs });
      groups.set(group.id, list);
    }
  }
  return [...groups];
}

/** Coverage of the whole time; definitions that changed during the day are all named. */
function basisOf(
  groups: readonly (Group & { durationMs: number })[],
): Pick<Sum, 'coverage' | 'n' | 'definition'> {
  const span = groups.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const live = groups.reduce((sum, { coverage, durationMs }) => sum + coverage * durationMs, 0);
  return {
    coverage: span === 0 ? 0 : live / span,
    n: groups.reduce((sum, { n }) => sum + (n ?? 0), 0),
    definition: [...new Set(groups.map(({ definition }) => definition))].join(' → '),
  };
}

function total(values: readonly (number | null)[]): string | undefined {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? undefined : String(known.reduce((sum, value) => sum + value, 0));
}
