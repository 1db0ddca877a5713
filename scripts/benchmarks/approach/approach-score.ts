import { createRandom } from '../../../test/support/random.ts';
import { toTime } from '../tracking/mot-run.ts';
import type { Alarm, Detect } from './approach-detect.ts';
import { LEAD_MS } from './approach-detect.ts';
import type { Entry, Scene } from './approach-scene.ts';
import { allEntries, SEED } from './approach-scene.ts';

const RESAMPLES = 400;

/** What came of one run, by person: what the bootstrap draws. */
export interface Tally {
  hits: number;
  falses: number;
  misses: number;
  leads: number[];
}

/** What became of the alarms of one scene, added to each person's tally. */
function score(scene: Scene, alarms: readonly Alarm[], tallies: Map<string, Tally>): void {
  const byPlace = ({ person, zone }: Entry) => `${person}/${zone}`;
  const truth = {
    lastSeen: findLastSeen(scene),
    entries: Map.groupBy(scene.entries, byPlace),
    all: Map.groupBy(allEntries(scene), byPlace),
    foreseen: new Set<Entry>(),
  };
  const tallyOf = (person: number): Tally => {
    const key = `${scene.sequence.name}/${person}`;
    const tally = tallies.get(key) ?? { hits: 0, falses: 0, misses: 0, leads: [] };
    tallies.set(key, tally);
    return tally;
  };
  for (const alarm of alarms) scoreAlarm(alarm, byPlace(alarm), truth, tallyOf(alarm.person));
  for (const entry of scene.entries) if (!truth.foreseen.has(entry)) tallyOf(entry.person).misses += 1;
}

interface Truth {
  readonly lastSeen: ReadonlyMap<number, number>;
  readonly entries: ReadonlyMap<string, readonly Entry[]>;
  readonly all: ReadonlyMap<string, readonly Entry[]>;
  readonly foreseen: Set<Entry>;
}

/** Hit: the person enters within 1.5 leads after the alarm's last frame. False: it does not, and stays in view for the lead. */
function scoreAlarm(alarm: Alarm, place: string, truth: Truth, tally: Tally): void {
  const isEntered = ({ at }: Entry) => at >= alarm.at && at <= alarm.lastAt + 1.5 * LEAD_MS;
  const entry = truth.entries.get(place)?.find((candidate) => isEntered(candidate));
  const isDecided = alarm.person < 0 || (truth.lastSeen.get(alarm.person) ?? 0) - alarm.at >= LEAD_MS;
  if (entry !== undefined) {
    if (!truth.foreseen.has(entry)) tally.leads.push((entry.at - alarm.at) / 1000);
    truth.foreseen.add(entry);
    tally.hits += 1;
  } else if (isDecided && truth.all.get(place)?.some(isEntered) !== true) tally.falses += 1;
}

function findLastSeen({ frames, truth, sequence }: Scene): Map<number, number> {
  const lastSeen = new Map<number, number>();
  for (const frame of frames)
    for (const person of truth.get(frame)?.keys() ?? []) lastSeen.set(person, toTime(sequence, frame));
  return lastSeen;
}

export interface Result {
  readonly recall: number;
  readonly precision: number;
  readonly leadS: number;
}

export function sum(tallies: readonly Tally[]): Result {
  const total = { hits: 0, falses: 0, misses: 0 };
  const leads: number[] = [];
  for (const tally of tallies) {
    total.hits += tally.hits;
    total.falses += tally.falses;
    total.misses += tally.misses;
    leads.push(...tally.leads);
  }
  leads.sort((a, b) => a - b);
  return {
    recall: leads.length / Math.max(1, leads.length + total.misses),
    precision: total.hits / Math.max(1, total.hits + total.falses),
    leadS: leads[Math.floor(leads.length / 2)] ?? 0,
  };
}

export function measure(scenes: readonly Scene[], detect: Detect): Tally[] {
  const tallies = new Map<string, Tally>();
  for (const scene of scenes) score(scene, detect(scene), tallies);
  return [...tallies.values()];
}

/** The middle 95 % of each number when people are drawn again. */
export function bootstrap(tallies: readonly Tally[]): Record<keyof Result, readonly [number, number]> {
  const random = createRandom(SEED);
  const drawn = Array.from({ length: RESAMPLES }, () =>
    sum(
      tallies.map(
        () => tallies[Math.floor(random() * tallies.length)] ?? { hits: 0, falses: 0, misses: 0, leads: [] },
      ),
    ),
  );
  const middle = (key: keyof Result) => {
    const values = drawn.map((result) => result[key]).sort((a, b) => a - b);
    return [values[Math.floor(0.025 * RESAMPLES)] ?? 0, values[Math.floor(0.975 * RESAMPLES)] ?? 0] as const;
  };
  return { recall: middle('recall'), precision: middle('precision'), leadS: middle('leadS') };
}
