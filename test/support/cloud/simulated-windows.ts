import type { ClosedWindow } from '../../../src/core/privacy/amounts.ts';
import { createRandom } from '../random.ts';
import { closedWindow } from '../stores/closed-windows.ts';

const MINUTE_MS = 60_000;
const MINUTES = 24 * 60;
/** Local minutes in which people come. */
const [OPENS, CLOSES] = [9 * 60, 19 * 60];
const BOUNCE_MINUTES = 2;

/** What people did on a day. */
export interface DayTruth {
  entries: number;
  exits: number;
  sales: number;
  passersBy: number;
  visits: number;
  personTimeS: number;
  bounced: number;
  tableVisits: number;
  served: number;
}

export interface SimulatedDay {
  readonly windows: ClosedWindow[];
  readonly truth: DayTruth;
}

interface Minute {
  in: number;
  out: number;
  sales: number;
  passersBy: number;
  table: number;
  joined: number;
  served: number;
}

/** A day of a small store, minute by minute, from its people: who passes, comes in, looks at the table, pays and leaves. */
export function simulateDay(seed: number, midnightMs: number, visitors: number): SimulatedDay {
  const random = createRandom(seed);
  const minutes = Array.from(
    { length: MINUTES },
    (): Minute => ({ in: 0, out: 0, sales: 0, passersBy: 0, table: 0, joined: 0, served: 0 }),
  );
  const at = (minute: number) => minutes[Math.min(MINUTES - 2, minute)] as Minute;
  const truth = {
    ...{ entries: 0, exits: 0, sales: 0, passersBy: 0, visits: 0, personTimeS: 0 },
    bounced: 0,
    tableVisits: 0,
    served: 0,
  };
  for (let person = 0; person < visitors * 4; person += 1) {
    const arrives = OPENS + Math.floor(random() * (CLOSES - OPENS));
    if (random() > 0.25) {
      at(arrives).passersBy += 1;
      truth.passersBy += 1;
      continue;
    }
    const stays = Math.floor(-8 * Math.log(1 - random()));
    at(arrives).in += 1;
    at(arrives + stays).out += 1;
    truth.entries += 1;
    truth.exits += 1;
    truth.visits += 1;
    truth.personTimeS += stays * 60;
    if (stays < BOUNCE_MINUTES) truth.bounced += 1;
    else visitInside(at, arrives, stays, { random, truth });
  }
  return { windows: toWindows(minutes, midnightMs, truth), truth };
}

function visitInside(
  at: (minute: number) => Minute,
  arrives: number,
  stays: number,
  { random, truth }: { readonly random: () => number; readonly truth: DayTruth },
): void {
  if (random() < 0.6) {
    at(arrives + 1).table += 1;
    truth.tableVisits += 1;
  }
  if (random() < 0.4) {
    at(arrives + stays - 1).joined += 1;
    at(arrives + stays).served += 1;
    at(arrives + stays).sales += 1;
    truth.served += 1;
    truth.sales += 1;
  }
}

function toWindows(minutes: readonly Minute[], midnightMs: number, truth: DayTruth): ClosedWindow[] {
  return minutes.map((minute, index) => {
    const startMs = midnightMs + index * MINUTE_MS;
    const { in: entries, out, sales, passersBy, table, joined, served } = minute;
    const isLast = index === MINUTES - 1;
    const { visits, personTimeS, bounced } = truth;
    const span = { id: 'store', fromMs: midnightMs, toMs: startMs, seenS: MINUTES * 60 };
    const threshold = BOUNCE_MINUTES * 60;
    const bins = [[0, threshold, bounced, 0] as const, [threshold, null, visits - bounced, 0] as const];
    const day = { ...span, visits, personTimeS, bounced, bins };
    const radios = {
      ...span,
      radios: visits / 2,
      repeatVisitors: visits / 20,
      repeatVisitorsVar: 4,
    };
    const window = closedWindow(startMs, {
      store: { in: entries, out, sales, occupancy: 3, occupancyLow: 2, occupancyHigh: 5 },
      doors: { front: [entries, out] },
      zones: {
        table: {
          in: table,
          out: table,
          visits: table,
          engaged: table,
          dwellS: 40 * table,
          personTimeS: 40 * table,
          bins: table > 0 ? [[31.5, 40, table, 0]] : [],
        },
      },
      queues: [
        {
          ...{
            id: 'till',
            seenS: 60,
            joined,
            served,
            abandoned: 0,
            waitS: 45 * served,
            lengthS: 45 * served,
          },
          ...{ servedVar: served / 4, waitSVar: 400 * served },
        },
      ],
      products: [{ id: 'milk', seenS: 60, pickUps: table, putBacks: 0 }],
      steps: [['table', 'till', served]],
      visits: isLast ? [day] : [],
      repeat: isLast ? [radios] : [],
    });
    const feedback = [{ id: 'pad', seenS: 60, answers: served, points: 75 * served }];
    return {
      ...window,
      count: { ...window.count, feedback, shopfront: [{ id: 'shopfront', seenS: 60, passersBy }] },
    };
  });
}
