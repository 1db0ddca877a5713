import type { WindowAggregator } from '../../../src/core/metrics/window-aggregator.ts';
import type { Fact } from '../../../src/core/model/fact.ts';
import type { DoorId, EpochMs, LineId, SensorId, ZoneId } from '../../../src/core/model/ids.ts';
import type { StoreModel } from '../../../src/core/model/store-model.ts';

const CAMERA = 'camera' as SensorId;
export const DOOR = 'front' as DoorId;
const LINE = 'threshold' as LineId;
export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
/** Monday, midnight. */
export const FIRST_DAY = Date.UTC(2026, 0, 5);
const OPEN_HOUR = 9;
const OPEN_HOURS = 11;

export const zoneName = (index: number) => `zone-${index}` as ZoneId;

/** One door and one camera that sees all zones. */
export function benchModel(zones: number): StoreModel {
  const thresholds = {
    zoneEntryMs: 500,
    zoneExitMs: 1_500,
    visitMs: 5_000,
    engagedMs: 30_000,
    lineReturnMs: 2_000,
  };
  return {
    sensors: [{ id: CAMERA, type: 'camera', kind: 'sees-people', maxGapMs: 2_000 }],
    zones: Array.from({ length: zones }, (_, i) => ({
      id: zoneName(i),
      space: CAMERA,
      polygon: [],
      growBy: 1,
      thresholds,
      sensors: [CAMERA],
    })),
    // What makes the door covered.
    lines: [
      {
        ...{
          id: LINE,
          space: CAMERA,
          from: { x: 0, y: 0 },
          to: { x: 1, y: 0 },
          inSide: 'left',
          hysteresis: 0.1,
        },
        ...{ thresholds, sensors: [CAMERA] },
      },
    ],
    doors: [{ id: DOOR, sensors: [], lines: [LINE] }],
    windows: { durationMs: MINUTE_MS, latenessMs: 15_000 },
  };
}

export interface Stop {
  readonly zone: number;
  readonly enteredMs: number;
  readonly dwellMs: number;
}

/** One person's path through the store; times after midnight. */
export interface Path {
  readonly inMs: number;
  readonly outMs: number;
  readonly stops: readonly Stop[];
}

/** One person's habit: preferred zones and dwells. */
export interface Habit {
  readonly zones: readonly number[];
  readonly dwellMs: readonly number[];
}

export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

export function newHabit(zones: number, random: () => number): Habit {
  const count = 1 + Math.floor(random() * 4);
  const order = Array.from({ length: zones }, (_, i) => ({ i, at: random() })).sort((a, b) => a.at - b.at);
  return {
    zones: order.slice(0, count).map(({ i }) => i),
    dwellMs: Array.from({ length: count }, () => 8_000 * Math.exp(2.2 * random())),
  };
}

/** Zones in the order of the habit, dwell within a tenth of it. */
export function walk(habit: Habit, random: () => number, arrivalMs?: number): Path {
  const inMs = arrivalMs ?? (OPEN_HOUR + OPEN_HOURS * random()) * 3_600_000;
  let at = inMs;
  const stops = habit.zones.map((zone, i) => {
    at += 5_000 + 15_000 * random();
    const dwellMs = Math.round((habit.dwellMs[i] ?? 10_000) * (0.9 + 0.2 * random()));
    const stop = { zone, enteredMs: Math.round(at), dwellMs };
    at += dwellMs;
    return stop;
  });
  return { inMs: Math.round(inMs), outMs: Math.round(at + 10_000), stops };
}

/** The facts of these paths, in time order. */
export function createFacts(paths: readonly Path[], day: number): Fact[] {
  const midnight = FIRST_DAY + day * DAY_MS;
  const at = (ms: number) => (midnight + ms) as EpochMs;
  const crossed = (ms: number, direction: 'in' | 'out') =>
    ({ kind: 'DoorCrossed', at: at(ms), door: DOOR, direction, count: 1, sensor: CAMERA }) as const;
  const facts = paths.flatMap(({ inMs, outMs, stops }, person): Fact[] => [
    crossed(inMs, 'in'),
    ...stops.flatMap(({ zone, enteredMs, dwellMs }): Fact[] => [
      { kind: 'ZoneEntered', at: at(enteredMs), zone: zoneName(zone), person },
      {
        kind: 'ZoneLeft',
        at: at(enteredMs + dwellMs),
        zone: zoneName(zone),
        person,
        enteredAt: at(enteredMs),
        dwellMs,
      },
    ]),
    crossed(outMs, 'out'),
  ]);
  return facts.sort((a, b) => a.at - b.at);
}

/** Feeds a day's facts to the windows, minute by minute, everything live. */
export function feed(
  windows: WindowAggregator,
  facts: readonly Fact[],
  day: number,
  closed: () => void,
): void {
  const midnight = FIRST_DAY + day * DAY_MS;
  let next = 0;
  for (let ms = midnight + MINUTE_MS; ms <= midnight + DAY_MS; ms += MINUTE_MS) {
    windows.live(0, (ms - MINUTE_MS) as EpochMs, ms as EpochMs);
    for (let fact = facts[next]; fact !== undefined && fact.at < ms; fact = facts[++next])
      windows.record(fact);
    windows.advance(ms as EpochMs);
    closed();
  }
}

export function recordDay(
  windows: WindowAggregator,
  options: { readonly day: number; readonly visits: number; readonly zones: number; readonly seed: number },
  closed: () => void,
): void {
  const random = randomFrom(options.seed);
  const paths = Array.from({ length: options.visits }, () => walk(newHabit(options.zones, random), random));
  feed(windows, createFacts(paths, options.day), options.day, closed);
}
