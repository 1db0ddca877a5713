/**
 * Days of tags at rest: levels as measured at the 81 surveyed places of the recordings' room, with their own spread.
 * Every zone change of a resting tag is wrong, in the record of trips as on the console. `PRESENCE_COUNTS=6,4` takes these
 * numbers of receivers alone, `REST_DAYS=1` so many days.
 */

import { existsSync } from 'node:fs';
import type { EpochMs, Json, TagId } from '../../../src/core/model/ids.ts';
import { restoreState } from '../../../src/core/model/state-part.ts';
import { TagLocator } from '../../../src/core/positioning/tag-locator.ts';
import { Random } from '../../../test/support/seeded-random.ts';
import { RECORDINGS, ROOM, readReceivers, readTracks, zoneAt } from '../beacons/ble-recordings.ts';
import { play, SPREAD } from './presence-walks.ts';
import type { Ears, Place } from './survey-radio.ts';
import { readPlaces, SurveyedRadio } from './survey-radio.ts';

const DAY_S = 24 * 3600;
const DAYS = Number(process.env['REST_DAYS'] ?? 5);
/** The constants of the product were chosen on days 1 to 3. */
const FIRST_DAY = 11;
/** A tag that has just come is not at rest yet: it is watched for a minute, and longer where its levels do not agree. */
const SETTLE_S = 120;
const START_S = 1_800_000_000;
const TAG = 'tag' as TagId;

export function createLocator(
  { receivers, use }: Ears,
  placed: (zone: number, atRest: boolean) => void,
  recorded: (zone: number, at: EpochMs) => void = () => undefined,
): TagLocator {
  return new TagLocator({
    receivers: use.flatMap((r) => receivers[r] ?? []),
    plan: { ...ROOM, zoneAt: zoneAt('12'), zoneCount: 12 },
    placed: ({ zone, atRest }) => placed(zone, atRest),
    recorded: ({ zone, at }) => recorded(zone, at),
  });
}

export function learn(ears: Ears): Json {
  const locator = createLocator(ears, () => undefined);
  const tracks = readTracks(ears.receivers);
  let startS = START_S - 100_000;
  for (const track of tracks) {
    play(locator, track, { ...ears, tracks, learn: 'traffic' }, startS, false);
    startS += track.truth.length + 100;
    locator.advance((startS * 1000) as EpochMs);
  }
  locator.learnNow();
  return locator.state.save();
}

/** Zone changes of one tag, while it settled and after. */
function changesOf(zones: readonly number[]): { readonly early: number; readonly late: number } {
  let early = 0;
  let late = 0;
  for (let s = 1; s < zones.length; s++) {
    if (zones[s] === zones[s - 1]) continue;
    if (s < SETTLE_S) early++;
    else late++;
  }
  return { early, late };
}

interface Day {
  readonly changes: number;
  readonly shown: number;
  readonly settling: number;
  readonly restShare: number;
}

function restOneDay(ears: Ears, model: Json, places: readonly Place[], seed: number): Day {
  const random = new Random(seed);
  const seconds = Math.round(DAY_S / places.length);
  let restS = 0;
  const days = places.map((place) => {
    const shown: number[] = [];
    const recorded: number[] = [];
    const locator = createLocator(
      ears,
      (zone, atRest) => {
        shown.push(zone);
        if (atRest) restS++;
      },
      (zone) => recorded.push(zone),
    );
    restoreState(locator.state, model);
    const radio = new SurveyedRadio(ears, random);
    for (let s = 0; s < seconds; s++) radio.hear(locator, TAG, place, START_S + s);
    return { recorded: changesOf(recorded), shown: changesOf(shown) };
  });
  const sum = (pick: (day: (typeof days)[number]) => number) =>
    days.reduce((total, day) => total + pick(day), 0);
  return {
    changes: sum(({ recorded }) => recorded.late),
    shown: sum(({ shown }) => shown.late),
    settling: sum(({ recorded }) => recorded.early),
    restShare: restS / seconds / places.length,
  };
}

function report(count: string, ears: Ears, places: readonly Place[]): void {
  const model = learn(ears);
  const days = Array.from({ length: DAYS }, (_, day) => restOneDay(ears, model, places, FIRST_DAY + day));
  const mean = (key: keyof Day) => days.reduce((sum, day) => sum + day[key], 0) / DAYS;
  console.log(
    `${count.padStart(2)} receivers: ${mean('changes').toFixed(1)} zone changes in 24 h of ${places.length} tags at rest ` +
      `(days: ${days.map(({ changes }) => changes).join(', ')}; ${mean('shown').toFixed(1)} shown; ${mean('settling').toFixed(0)} ` +
      `in their first ${SETTLE_S} s; seen as at rest ${(100 * mean('restShare')).toFixed(0)} % of the time); bound 1`,
  );
  if (mean('changes') > 1) process.exitCode = 1;
}

export async function run(): Promise<void> {
  if (!existsSync(RECORDINGS)) {
    console.log(`presence at rest: skipped, no recordings at ${RECORDINGS}`);
    return;
  }
  const receivers = readReceivers();
  const places = readPlaces(receivers);
  const counts = process.env['PRESENCE_COUNTS']?.split(',') ?? Object.keys(SPREAD);
  for (const count of counts) report(count, { receivers, use: SPREAD[Number(count)] ?? [] }, places);
  await Promise.resolve();
}

if (import.meta.main) await run();
