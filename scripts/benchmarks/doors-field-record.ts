/**
 * Simulates the field bench's days once, and records what each hands to the doors. A recording is replayed for every change
 * of the doors, in seconds, as long as the code before the doors is the same. Recordings are kept in .cache/doors-field.
 */

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { gunzipSync, gzipSync } from 'node:zlib';
import { openScenario } from '../../src/app/sim/open-scenario.ts';
import { runScenario } from '../../src/app/sim/run-scenario.ts';
import { DoorTracker } from '../../src/core/doors/door-tracker.ts';
import type { Direction } from '../../src/core/model/crossing.ts';
import type { Fact } from '../../src/core/model/fact.ts';
import type { StoreTruth } from '../../src/sim/truth/store-truth.ts';
import { silentLog } from '../../test/support/silent-log.ts';
import { digestCodeBeforeDoors } from './code-before-doors.ts';
import { findCommit } from './day-folder.ts';
import type { FieldStore } from './doors-field-layouts.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '.cache', 'doors-field');
const HOUR_MS = 3_600_000;
/** Doors take a camera's pictures as signs of life alone: so many are enough. */
const PICTURE_MS = 1000;

const CODE_BEFORE = digestCodeBeforeDoors();

/** Where people walk is left out: it serves their durations one by one, which the field bench does not judge. */
type Method = 'observe' | 'lineCrossed' | 'saw' | 'begin' | 'advance' | 'closed';
/** A method of the doors' tracker, and what it was called with. */
export type DoorCall = {
  [M in Method]: readonly [method: M, ...args: Parameters<DoorTracker[M]>];
}[Method];
const METHODS: readonly Method[] = ['observe', 'lineCrossed', 'saw', 'begin', 'advance', 'closed'];

export interface RecordedDay {
  readonly store: string;
  readonly seed: number;
  /** The product that handed this to its doors, and a digest of what it is made by. */
  readonly commit: string;
  readonly codeBefore: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly calls: readonly DoorCall[];
  /** Of all people, without those who went back at once. */
  readonly crossings: readonly {
    readonly atMs: number;
    readonly door: string;
    readonly direction: Direction;
  }[];
  readonly stays: readonly { readonly inMs: number; readonly outMs: number }[];
  /** What the doors published meanwhile. */
  readonly facts: readonly Fact[];
}

/** The day's recording. It is played when it is not there, or when other code made it. */
export async function readDay(name: string, store: FieldStore, seed: number): Promise<RecordedDay> {
  const file = fileOf(name, seed);
  const codeBefore = await CODE_BEFORE;
  const kept = existsSync(file) ? readKept(file) : undefined;
  if (kept?.codeBefore === codeBefore) return kept;
  keep(file, await playDay(name, store, seed));
  return readKept(file);
}

function readKept(file: string): RecordedDay {
  return deserialize(gunzipSync(readFileSync(file))) as RecordedDay;
}

function fileOf(name: string, seed: number): string {
  return join(FOLDER, `${name}-${seed}.bin.gz`);
}

/** A run that is stopped leaves no half a day. */
function keep(file: string, day: RecordedDay): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${file}.new`, gzipSync(serialize(day)));
  renameSync(`${file}.new`, file);
}

async function playDay(name: string, store: FieldStore, seed: number): Promise<RecordedDay> {
  const { shop, settings } = await openScenario(store.open());
  const fromMs = shop.midnightMs + store.fromHour * HOUR_MS;
  const toMs = shop.midnightMs + store.toHour * HOUR_MS;
  const facts: Fact[] = [];
  const listener = {
    fact: (fact: Fact) => {
      if (isOfDoors(fact)) facts.push(fact);
    },
  };
  const watch = new CallRecorder();
  try {
    const { truth } = await runScenario({ shop, settings, seed, fromMs, toMs, log: silentLog, listener });
    const { calls } = watch;
    const made = { store: name, seed, commit: findCommit(), codeBefore: await CODE_BEFORE };
    return { ...made, fromMs, toMs, calls, facts, ...passedIn(truth) };
  } finally {
    watch.stop();
  }
}

/** What a replay publishes must be the same, to the last digit. */
export function isOfDoors({ kind }: Fact): boolean {
  return kind === 'DoorCrossed' || kind === 'DoorCounted' || kind === 'OccupancyEstimated';
}

function passedIn({ crossings, stays }: StoreTruth): Pick<RecordedDay, 'crossings' | 'stays'> {
  const real = crossings.filter(({ isTakenBack }) => !isTakenBack);
  return {
    crossings: real.map(({ atMs, door, direction }) => ({ atMs, door, direction })),
    stays: stays.map(({ inMs, outMs }) => ({ inMs, outMs })),
  };
}

/** Listens to the tracker that the engine makes, at its methods: the engine lets nobody else see it. */
class CallRecorder {
  readonly calls: DoorCall[] = [];
  readonly #methods = new Map(METHODS.map((method) => [method, DoorTracker.prototype[method]]));
  readonly #picturedAt = new Map<string, number>();
  #isInside = false;

  constructor() {
    for (const [method, call] of this.#methods) this.#listen(method, call);
  }

  stop(): void {
    for (const [method, call] of this.#methods) Object.assign(DoorTracker.prototype, { [method]: call });
  }

  #listen(method: Method, call: (...args: never[]) => void): void {
    const hear = (args: unknown[]) => this.#hear([method, ...args] as unknown as DoorCall);
    const within = (run: () => void) => this.#within(run);
    const heard = function (this: DoorTracker, ...args: never[]) {
      hear(args);
      within(() => call.apply(this, args));
    };
    Object.assign(DoorTracker.prototype, { [method]: heard });
  }

  /** What one method calls of the others happens in the replay too. */
  #within(run: () => void): void {
    const wasInside = this.#isInside;
    this.#isInside = true;
    try {
      run();
    } finally {
      this.#isInside = wasInside;
    }
  }

  #hear(call: DoorCall): void {
    if (this.#isInside) return;
    if (call[0] !== 'observe' || call[1].kind !== 'PeopleSeen') {
      this.calls.push(call);
      return;
    }
    const { sensor, at } = call[1];
    if (at - (this.#picturedAt.get(sensor) ?? Number.NEGATIVE_INFINITY) < PICTURE_MS) return;
    this.#picturedAt.set(sensor, at);
    this.calls.push(['observe', { ...call[1], boxes: [] }]);
  }
}
