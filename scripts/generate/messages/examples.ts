import type { ClosedWindow } from '../../../src/core/privacy/amounts.ts';
import { EgressGate } from '../../../src/core/privacy/egress-gate.ts';
import type { PassedRow } from '../../../src/core/privacy/passed-row.ts';
import type { MessageName } from '../../../src/ports/messages/messages.ts';

const OPENS_MS = Date.UTC(2026, 4, 4, 8);
const MINUTE_MS = 60_000;
const DEF = '3f9a1c20';
const KNOWN = new Set(['front', 'pad', 'table', 'shelf', 'till', 'aisle', 'milk', 'ear']);

/** One example of every message. The rows are what the gate itself makes of one day: no number is typed in by hand. */
export function messageExamples(): Readonly<Record<MessageName, object>> {
  const rows = dayOfRows();
  const only = (stream: PassedRow['stream'], seq: number, at: number) => {
    const row = rows.filter((passed) => passed.stream === stream).at(at)?.row;
    return { v: 2, boot: '0f8fad5b', rows: [{ seq, clock: 'synced', ...row }] };
  };
  return {
    count: only('count', 4711, 30),
    indoor: only('indoor', 4771, 1),
    day: { ...only('day', 5310, -1) },
    forecast: { ...only('forecast', 5320, -1) },
    meaning: {
      ...{ v: 2, boot: '0f8fad5b' },
      rows: [
        {
          ...{ seq: 4000, clock: 'synced', def: DEF, from: '2026-05-01T06:00:00Z' },
          ...{ timezone: 'Europe/London', hours: ['09:00', '18:00'], k: 5 },
          things: [
            { kind: 'store', id: 'store', visitS: 120 },
            { kind: 'door', id: 'front', name: 'Front door', sensors: ['beams', 'cam'] },
            { kind: 'zone', id: 'table', name: 'Table', visitS: 5, engagedS: 30, sensors: ['cam'] },
          ],
        },
      ],
    },
    event: {
      ...{ v: 2, boot: '0f8fad5b' },
      rows: [
        {
          ...{ seq: 4712, clock: 'synced', at: '2026-05-04T08:31:12Z' },
          event: { kind: 'SensorFaulted', sensor: 'cam', cause: 'LINK_LOST' },
        },
      ],
    },
    state: {
      ...{ v: 2, boot: '0f8fad5b', state: 'online', since: '2026-05-04T06:00:02Z', version: '0.9.2' },
      ...{ settings: '9c1e77aa', waitingRows: 0, diskFree: 0.81, down: [] },
    },
    command: {
      ...{ v: 2, to: 'acme/high-street-12/gw-1', id: '7d2f4c1e', expiresAt: '2026-05-04T09:30:00Z' },
      command: { kind: 'ResendRows', ranges: [[4600, 4700]] },
    },
    response: {
      ...{ v: 2, boot: '0f8fad5b', id: '7d2f4c1e', refused: null, rows: 99 },
      missing: [{ fromSeq: 4650, toSeq: 4651, reason: 'damaged' }],
    },
    desired: {
      ...{
        v: 2,
        to: 'acme/high-street-12/gw-1',
        id: 'r-15',
        revision: 15,
        commit: '3f9a1c20',
        stage: 'canary',
      },
      ...{
        issuedAt: '2026-05-04T09:00:00Z',
        notBefore: '2026-05-04T09:00:00Z',
        expiresAt: '2026-06-03T09:00:00Z',
      },
      gates: { minutes: 20, countsAtLeast: 0.3, extendHours: 24 },
      settings: { thresholds: { engagedSeconds: 30 }, zones: [{ id: 'table', name: 'Table' }] },
    },
    report: {
      ...{
        v: 2,
        boot: '0f8fad5b',
        highest: 15,
        kept: 14,
        keptHash: '9c1e77aa0b2d4f61',
        revision: 15,
        id: 'r-15',
      },
      ...{ phase: 'trial', proven: false, since: '2026-05-04T09:00:12Z', until: '2026-05-04T09:20:12Z' },
      ...{ reason: null, refused: null, absent: ['zones.fitting'] },
      local: [{ path: 'thresholds.bounceSeconds', until: '2026-05-09T10:00:00Z', by: 'technician' }],
    },
  };
}

function dayOfRows(): readonly PassedRow[] {
  const gate = new EgressGate({
    settings: { minimumCount: 5, storeEvery: 'window', indoorEvery: 'hour' },
    ...{ knownIds: KNOWN, def: DEF, offsetAt: () => 3_600_000 },
  });
  const windows = Array.from({ length: 16 * 60 }, (_, minute) => exampleWindow(minute));
  return [...windows.flatMap((window) => gate.pass(window)), exampleForecast(gate)];
}

/** Of three hours only: a gateway's has 168. */
function exampleForecast(gate: EgressGate): PassedRow {
  const fromMs = Date.UTC(2026, 4, 5, 7);
  const hours = [null, [84.2, 71, 98, 62, 107], [131.5, 116, 148, 105, 159]] as const;
  return gate.forecast('2026-05-05', { fromMs, toMs: fromMs + 3 * 60 * MINUTE_MS }, ['entries', hours]);
}

/** Three people a minute come in at the door; some of them go to the table, and from there to the till. */
function exampleWindow(minute: number): ClosedWindow {
  const isOpen = minute < 600;
  const people = isOpen ? 3 - (minute % 2) : 0;
  const atTable = isOpen && minute % 3 === 0 ? 1 : 0;
  const startMs = OPENS_MS + minute * MINUTE_MS;
  const isLast = minute === 601;
  return {
    ...{ startMs, durationMs: MINUTE_MS, rev: 1, isPartial: false },
    count: {
      store: [{ id: 'store', seenS: 60, in: people, out: people, sales: atTable, ...occupancy(isOpen) }],
      doors: [{ id: 'front', seenS: 60, in: people, out: people, err: 0.06, backfilled: 0 }],
      lines: [],
      shopfront: [{ id: 'shopfront', seenS: 60, passersBy: 12 }],
      feedback: [{ id: 'pad', seenS: 60, answers: atTable, points: 75 * atTable }],
    },
    indoor: exampleIndoor(atTable, minute),
    steps: { steps: [{ id: 'table>till', seenS: 60, n: atTable }], trolleySteps: [] },
    visits: isLast ? [exampleVisits(startMs)] : [],
    repeat: [],
  };
}

function occupancy(isOpen: boolean) {
  return isOpen
    ? { occupancy: 7, occupancyLow: 5, occupancyHigh: 9 }
    : { occupancy: 0, occupancyLow: 0, occupancyHigh: 0 };
}

function exampleIndoor(atTable: number, minute: number): ClosedWindow['indoor'] {
  const zone = (id: string, n: number) => ({
    ...{ id, seenS: 60, in: n, out: n, visits: n, engaged: n, cut: 0, personTimeS: 36 * n, dwellS: 31 * n },
    bins: [[minute % 2 === 0 ? 25 : 31.5, minute % 2 === 0 ? 31.5 : 40, n, 0]] as const,
  });
  return {
    zones: [zone('table', atTable), zone('shelf', 0)],
    queues: [
      {
        id: 'till',
        seenS: 60,
        joined: atTable,
        served: atTable,
        abandoned: 0,
        waitS: 36 * atTable,
        lengthS: 40,
      },
    ],
    ...{ lines: [], trolleys: [], products: [], radios: [] },
  };
}

function exampleVisits(toMs: number): ClosedWindow['visits'][number] {
  const seenS = (toMs - OPENS_MS) / 1_000;
  return {
    ...{ id: 'store', fromMs: OPENS_MS, toMs, seenS, visits: 1_500 },
    ...{ personTimeS: 807_000, personTimeSVar: 4_000_000, bounced: 310, bouncedVar: 900 },
    bins: [
      [0, 120, 310, 0],
      [120, 600, 720, 0],
      [600, null, 470, 0],
    ],
  };
}
