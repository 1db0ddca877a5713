import type { WindowSummary } from '../../../src/core/metrics/summary.ts';
import { Windows } from '../../../src/core/metrics/windows.ts';
import { EgressGate } from '../../../src/core/privacy/egress-gate.ts';
import type { Path } from './shop-facts.ts';
import {
  benchModel,
  DAY_MS,
  FIRST_DAY,
  factsOf,
  feed,
  MINUTE_MS,
  newHabit,
  randomFrom,
  walk,
  zoneName,
} from './shop-facts.ts';

const ZONES = 6;
const CANDIDATES = 10;

import { createCellRandom } from '../../../src/app/privacy/cell-random.ts';
import type { EgressSettings } from '../../../src/core/privacy/egress-gate.ts';

export interface LinkageOptions {
  readonly days: number;
  readonly regulars: number;
  readonly visitsADay: number;
}

interface Shop {
  /** Day → regular → his path of that day. */
  readonly known: readonly (readonly (Path | undefined)[])[];
  readonly all: readonly (readonly Path[])[];
  readonly left: ReadonlyMap<string, WindowSummary>;
}

/** Paths of people with habits, and everything that leaves because of them. */
function shopOf({ days, regulars, visitsADay }: LinkageOptions, settings: EgressSettings): Shop {
  const random = randomFrom(42);
  const habits = Array.from({ length: regulars }, () => newHabit(ZONES, random));
  const model = benchModel(ZONES);
  const gate = new EgressGate({
    settings,
    model,
    randomOf: createCellRandom(),
    refused: (path) => console.log(path),
  });
  const left = new Map<string, WindowSummary>();
  const windows = new Windows(model, {
    summary: (summary) => {
      for (const window of gate.pass(summary)) left.set(`${window.startAt}/${window.durationMs}`, window);
    },
  });
  const known: (Path | undefined)[][] = [];
  const all: Path[][] = [];
  for (let day = 0; day < days; day++) {
    const own = habits.map((habit) => (random() < 0.5 ? walk(habit, random) : undefined));
    const came = own.filter((path) => path !== undefined);
    const others = Array.from({ length: Math.max(0, visitsADay - came.length) }, () =>
      walk(newHabit(ZONES, random), random),
    );
    known.push(own);
    all.push([...came, ...others]);
    feed(windows, factsOf([...came, ...others], day), day, () => undefined);
  }
  return { known, all, left };
}

/** The attacker's two questions, answered from what left; chance is one in the number of candidates. */
export function linkage(options: LinkageOptions): object[] {
  return SETTINGS.flatMap(([name, settings]) => {
    const shop = shopOf(options, settings);
    const random = randomFrom(7);
    return [
      row(`who came again: ${name}`, reidentify(shop, random), 1 / CANDIDATES),
      row(`where he went next: ${name}`, nextWindow(shop, random), 1 / (ZONES - 1)),
    ];
  });
}

const NOISE = { epsilonPerDay: 2, countsPerVisitor: 30 };
const SETTINGS: readonly (readonly [name: string, settings: EgressSettings])[] = [
  ['nothing withheld', { minimumCount: 1 }],
  ['minimum count 5', { minimumCount: 5 }],
  ['minimum count 5, ε 2 a day', { minimumCount: 5, noise: NOISE }],
];

interface Score {
  readonly right: number;
  readonly tried: number;
}

/**
 * The attacker knows a regular's path of one day, and that he came on a later one: at which of ten arrivals? The one
 * around which the published counts and dwell look most like the path he knows.
 */
function reidentify({ known, all, left }: Shop, random: () => number): Score {
  let [right, tried] = [0, 0];
  for (let day = 1; day < known.length; day++) {
    known[day]?.forEach((truth, regular) => {
      const before = known
        .slice(0, day)
        .flatMap((paths) => paths[regular] ?? [])
        .at(-1);
      if (truth === undefined || before === undefined) return;
      const decoys = Array.from({ length: CANDIDATES - 1 }, () => pick(all[day] ?? [], random).inMs);
      const arrivals = [truth.inMs, ...decoys];
      const scores = arrivals.map((inMs) => likeness(left, before, day, inMs) + 1e-9 * random());
      right += scores.indexOf(Math.max(...scores)) === 0 ? 1 : 0;
      tried += 1;
    });
  }
  return { right, tried };
}

/** How well what was published fits this path, had it begun at this time. */
function likeness(left: Shop['left'], path: Path, day: number, inMs: number): number {
  const shift = inMs - path.inMs;
  return path.stops.reduce((sum, { zone, enteredMs, dwellMs }) => {
    const endMs = enteredMs + dwellMs + shift;
    const bin = Math.ceil(Math.log(dwellMs) / Math.log(1.1));
    return (
      sum +
      [MINUTE_MS, 15 * MINUTE_MS].reduce((inner, durationMs) => {
        const seen = zoneAt(left, zone, day, endMs, durationMs);
        const near = (seen?.dwell?.bins ?? []).filter(([at]) => Math.abs(at - bin) <= 1);
        const visits = near.reduce((all, [, ended]) => all + ended, 0);
        const exits = seen?.exits === 0 ? -3 : Math.log(1 + (seen?.exits ?? 0)) / 10;
        return inner + exits + 2 * Math.log(1 + visits);
      }, 0)
    );
  }, 0);
}

/** The attacker sees a known person leave a zone and bets on the zone with the most comings in the next minutes. */
function nextWindow({ known, left }: Shop, random: () => number): Score {
  let [right, tried] = [0, 0];
  known.forEach((paths, day) => {
    for (const path of paths) {
      path?.stops.slice(1).forEach((stop, i) => {
        const here = path.stops[i];
        if (here === undefined) return;
        const atMs = here.enteredMs + here.dwellMs + 12_500;
        const others = Array.from({ length: ZONES }, (_, zone) => zone).filter((zone) => zone !== here.zone);
        const scores = others.map((zone) => {
          const short = zoneAt(left, zone, day, atMs, MINUTE_MS)?.entries;
          const long = zoneAt(left, zone, day, atMs, 15 * MINUTE_MS)?.entries;
          return (short ?? 0) * 10 + (long ?? 0) + 1e-9 * random();
        });
        right += others[scores.indexOf(Math.max(...scores))] === stop.zone ? 1 : 0;
        tried += 1;
      });
    }
  });
  return { right, tried };
}

function zoneAt(left: Shop['left'], zone: number, day: number, ms: number, durationMs: number) {
  const start = FIRST_DAY + day * DAY_MS + Math.floor(ms / durationMs) * durationMs;
  const window = left.get(`${new Date(start).toISOString()}/${durationMs}`);
  return window?.zones.find((candidate) => candidate.zone === zoneName(zone));
}

function row(question: string, { right, tried }: Score, chance: number): object {
  const [low, high] = wilson(right, tried);
  return {
    question,
    tried,
    right: (right / tried).toFixed(3),
    interval: `${low.toFixed(3)}–${high.toFixed(3)}`,
    chance: chance.toFixed(3),
    'chance in interval': low <= chance && chance <= high,
  };
}

/** Wilson score interval, 95 %. */
function wilson(right: number, tried: number): [number, number] {
  const [z, p] = [1.96, right / tried];
  const middle = (p + z ** 2 / (2 * tried)) / (1 + z ** 2 / tried);
  const half = (z / (1 + z ** 2 / tried)) * Math.sqrt((p * (1 - p)) / tried + z ** 2 / (4 * tried ** 2));
  return [middle - half, middle + half];
}

function pick<T>(list: readonly T[], random: () => number): T {
  const item = list[Math.floor(random() * list.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}
