import { Random } from '../seeded-random.ts';

export interface StoreDays {
  readonly days: number;
  readonly visitsPerDay: number;
  readonly seed: number;
  /** Share of crossings a door misses, per direction. */
  readonly missIn: number;
  readonly missOut: number;
  /** Share of crossings a door counts twice. */
  readonly doubled?: number;
  readonly bounceShare?: number;
}

export interface Visit {
  readonly entered: number;
  readonly left: number;
}

export interface SeenCrossing {
  readonly at: number;
  readonly door: 0 | 1;
  readonly direction: 'in' | 'out';
  readonly count: number;
}

export interface StoreDay {
  readonly start: number;
  readonly visits: readonly Visit[];
  /** What the doors' sensors made of it, in time order. */
  readonly seen: readonly SeenCrossing[];
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Everybody is out by then. */
export const CLOSED_HOUR = 21;

/** Shop days with two doors and known visits: opening at 9, a rush at noon and one in the evening, empty at 21. */
export function* createStoreDays(scene: StoreDays): Generator<StoreDay> {
  const random = new Random(scene.seed);
  for (let day = 0; day < scene.days; day++) {
    const start = Date.UTC(2026, 0, 5) + day * DAY_MS;
    const count = Math.max(1, Math.round(random.normal(scene.visitsPerDay, Math.sqrt(scene.visitsPerDay))));
    const visits = Array.from({ length: count }, () => visit(scene, random, start));
    yield {
      start,
      visits,
      seen: visits.flatMap((each) => seenOf(each, scene, random)).sort((a, b) => a.at - b.at),
    };
  }
}

function visit({ bounceShare = 0.15 }: StoreDays, random: Random, start: number): Visit {
  const entered = Math.round(start + hourOfArrival(random) * HOUR_MS);
  const durationMs = random.chance(bounceShare)
    ? random.between(15_000, 119_000)
    : Math.max(121_000, Math.exp(random.normal(Math.log(14), 0.65)) * 60_000);
  const left = Math.round(
    Math.min(entered + durationMs, start + CLOSED_HOUR * HOUR_MS - random.between(0, 300_000)),
  );
  return { entered, left: Math.max(left, entered + 1_000) };
}

function hourOfArrival(random: Random): number {
  for (;;) {
    const hour = random.chance(0.5)
      ? random.normal(12.5, 1.5)
      : random.chance(0.6)
        ? random.normal(17, 1.2)
        : random.between(9, 20);
    if (hour > 9 && hour < 20.3) return hour;
  }
}

function* seenOnce(
  at: number,
  direction: 'in' | 'out',
  miss: number,
  doubled: number,
  random: Random,
): Generator<SeenCrossing> {
  const door = random.chance(0.7) ? 0 : 1;
  const chance = random.next();
  if (chance < miss) return;
  yield { at, door, direction, count: chance > 1 - doubled ? 2 : 1 };
}

function seenOf(
  { entered, left }: Visit,
  { missIn, missOut, doubled = 0 }: StoreDays,
  random: Random,
): SeenCrossing[] {
  return [
    ...seenOnce(entered, 'in', missIn, doubled, random),
    ...seenOnce(left, 'out', missOut, doubled, random),
  ];
}
