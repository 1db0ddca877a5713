import type { ClosedWindow, DwellBin } from '../../../src/core/privacy/amounts.ts';
import { EgressGate } from '../../../src/core/privacy/egress-gate.ts';
import type { Commit } from '../../../src/ports/event-store.ts';
import { createRandom } from '../../../test/support/random.ts';

const MINUTES = 1_440;
const MINUTE_MS = 60_000;
const OPENS = 540;
const CLOSES = 1_200;
const DOORS = ['front', 'back'];
const ZONES = ['table', 'shelf', 'window', 'shoes', 'jackets', 'entrance'];
const QUEUE = 'till';
const START_MS = Date.UTC(2026, 4, 4);

/** What a store with two doors, six zones, a queue and sixteen kinds of steps commits on a day by the shipped settings. */
export function twoDoorCommits(): Pick<Commit, 'rows' | 'events' | 'checkpoint'>[] {
  const random = createRandom(5);
  const gate = new EgressGate({
    settings: { minimumCount: 5, storeEvery: 'window', indoorEvery: 'hour' },
    knownIds: new Set([...DOORS, ...ZONES, QUEUE]),
    ...{ def: '3f9a1c20', offsetAt: () => 0 },
  });
  return Array.from({ length: MINUTES }, (_, minute) => {
    const rows = gate.pass(windowOf(minute, random)).flatMap((row) => gate.record(row) ?? []);
    return { rows, events: [], checkpoint: '{}' };
  });
}

function windowOf(minute: number, random: () => number): ClosedWindow {
  const isOpen = minute >= OPENS && minute < CLOSES;
  const some = (most: number) => (isOpen ? Math.floor(random() * (most + 1)) : 0);
  const [seenS, startMs] = [60, START_MS + minute * MINUTE_MS];
  const doors = DOORS.map((id) => ({ id, seenS, in: some(2), out: some(2), err: 0.06, backfilled: 0 }));
  const total = (direction: 'in' | 'out') => doors.reduce((sum, door) => sum + door[direction], 0);
  const occupancy = some(9);
  const levels = { occupancy, occupancyLow: Math.max(0, occupancy - 2), occupancyHigh: occupancy + 2 };
  const waits = some(1);
  return {
    ...{ startMs, durationMs: MINUTE_MS, rev: 1, isPartial: false },
    count: {
      store: [{ id: 'store', seenS, in: total('in'), out: total('out'), sales: some(1), ...levels }],
      ...{ doors, lines: [], shopfront: [], feedback: [] },
    },
    indoor: {
      zones: ZONES.map((id) => zoneOf(id, some(2), 5 + random() * 300)),
      queues: [
        { id: QUEUE, seenS, joined: waits, served: waits, abandoned: 0, waitS: 40 * waits, lengthS: 55 },
      ],
      ...{ lines: [], trolleys: [], products: [], radios: [] },
    },
    steps: { steps: stepsOf(some), trolleySteps: [] },
    ...{ visits: [], repeat: [] },
  };
}

function zoneOf(id: string, people: number, dwellS: number) {
  const bins: DwellBin[] =
    people === 0 ? [] : [[dwellS < 100 ? 50 : 100, dwellS < 100 ? 63 : 125, people, 0]];
  const sums = { in: people, out: people, visits: people, engaged: people, cut: 0 };
  return { id, seenS: 60, ...sums, personTimeS: dwellS * people, dwellS: dwellS * people, bins };
}

/** Sixteen kinds: four zones, and from each to every one of them. */
function stepsOf(some: (most: number) => number): ClosedWindow['steps']['steps'] {
  const zones = ZONES.slice(0, 4);
  return zones.flatMap((from) =>
    zones.flatMap((to) => {
      const n = some(8) === 0 ? some(1) : 0;
      return n === 0 ? [] : [{ id: `${from}>${to}`, seenS: 1, n }];
    }),
  );
}
