import type { Json } from '../../../src/core/model/ids.ts';
import type { ClosedWindow, CountedGroups, Step } from '../../../src/core/privacy/amounts.ts';
import type { EgressGateOptions, EgressSettings } from '../../../src/core/privacy/egress-gate.ts';
import { EgressGate } from '../../../src/core/privacy/egress-gate.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
/** A Monday, 09:00 UTC. */
export const MORNING_MS: number = Date.UTC(2026, 5, 1, 9);

export type ZoneInput = Partial<ClosedWindow['indoor']['zones'][number]>;

export interface WindowInput {
  readonly durationMs?: number;
  readonly rev?: number;
  readonly isPartial?: boolean;
  readonly store?: Partial<CountedGroups<'count'>['store'][number]>;
  readonly doors?: Readonly<Record<string, readonly [number, number] | null>>;
  readonly zones?: Readonly<Record<string, ZoneInput | null>>;
  readonly queues?: CountedGroups<'indoor'>['queues'];
  readonly lines?: CountedGroups<'indoor'>['lines'];
  readonly radios?: CountedGroups<'indoor'>['radios'];
  readonly products?: CountedGroups<'indoor'>['products'];
  readonly steps?: readonly Step[];
  readonly visits?: ClosedWindow['visits'];
  readonly repeat?: ClosedWindow['repeat'];
}

/** A closed window with these counts and nothing else; null: no sensor looked. */
export function closedWindow(startMs: number, input: WindowInput = {}): ClosedWindow {
  const { durationMs = MINUTE_MS, doors = {}, zones = {} } = input;
  const seconds = durationMs / 1_000;
  return {
    ...{ startMs, durationMs, rev: input.rev ?? 1, isPartial: input.isPartial ?? false },
    count: {
      store: input.store === undefined ? [] : [{ id: 'store', seenS: seconds, ...input.store }],
      doors: Object.entries(doors).map(([id, passed]) =>
        passed === null
          ? { id, seenS: 0, in: null, out: null, err: null, backfilled: 0 }
          : { id, seenS: seconds, in: passed[0], out: passed[1], err: 0.05, backfilled: 0 },
      ),
      ...{ lines: [], shopfront: [], feedback: [] },
    },
    indoor: {
      zones: Object.entries(zones).map(([id, zone]) => zoneGroup(id, seconds, zone)),
      ...{ lines: input.lines ?? [], queues: input.queues ?? [], trolleys: [] },
      ...{ products: input.products ?? [], radios: input.radios ?? [] },
    },
    steps: {
      steps: (input.steps ?? []).map(([from, to, n]) => ({ id: `${from}>${to}`, seenS: 1, n })),
      trolleySteps: [],
    },
    ...{ visits: input.visits ?? [], repeat: input.repeat ?? [] },
  };
}

function zoneGroup(id: string, seenS: number, zone: ZoneInput | null) {
  const none = {
    in: null,
    out: null,
    visits: null,
    engaged: null,
    personTimeS: null,
    dwellS: null,
    cut: null,
  };
  if (zone === null) return { id, seenS: 0, ...none };
  const times = { personTimeS: 0, dwellS: 0 };
  return { id, seenS, in: 0, out: 0, visits: 0, engaged: 0, cut: 0, ...times, ...zone };
}

export const HOURLY: EgressSettings = { minimumCount: 5, storeEvery: 'window', indoorEvery: 'hour' };

export function createGate(
  settings: Partial<EgressSettings> = {},
  options: Partial<EgressGateOptions> = {},
): EgressGate {
  return new EgressGate({
    settings: { ...HOURLY, ...settings },
    knownIds: new Set(['front', 'back', 'table', 'shelf', 'till', 'aisle', 'milk', 'ear']),
    def: '3f9a1c20',
    offsetAt: () => 0,
    ...options,
  });
}

interface SavedGate {
  readonly table: readonly [string, string, [string, { readonly values: Record<string, number | null> }][]][];
}

/** Amount → what waits of one group, from the state that the gate writes down; times in seconds. */
export function waitingOf(gate: EgressGate, place: string, id: string): Record<string, number> {
  const { table } = gate.snapshot() as Json & SavedGate;
  const [, , groups = []] = table.find(([stream, kind]) => `${stream}/${kind}` === place) ?? [];
  const values = groups.find(([name]) => name === id)?.[1].values ?? {};
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, (value ?? 0) / (name.endsWith('S') ? 1_000 : 1)]),
  );
}

/** The offset of a real time zone. */
export function offsetIn(timeZone: string): (ms: number) => number {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' });
  const known = new Map<number, number>();
  return (ms) => {
    const quarter = Math.floor(ms / (HOUR_MS / 4));
    let offset = known.get(quarter);
    if (offset === undefined) {
      const name = clock.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? '';
      const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
      offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
      known.set(quarter, offset);
    }
    return offset;
  };
}
