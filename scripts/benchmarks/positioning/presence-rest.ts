/**
 * A day of tags at rest: levels as measured at the 81 surveyed places of the recordings' room, with their own spread.
 * Every zone change of a resting tag is wrong, in the record of trips as on the console. `PRESENCE_COUNTS=6,4` takes these
 * numbers of receivers alone.
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

const HOURS = Number(process.env['REST_HOURS'] ?? 24);
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

function restOneDay(count: string, ears: Ears, places: readonly Place[]): void {
  const model = learn(ears);
  const random = new Random(1);
  const seconds = Math.round((HOURS * 3600) / places.length);
  let early = 0;
  let late = 0;
  let lateShown = 0;
  let restS = 0;
  for (const place of places) {
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
    early += changesOf(recorded).early;
    late += changesOf(recorded).late;
    lateShown += changesOf(shown).late;
  }
  const share = (100 * restS) / (seconds * places.length);
  console.log(
    `${count.padStart(2)} receivers: ${late} zone changes in ${HOURS} h of ${places.length} tags at rest ` +
      `(${lateShown} shown; ${early} in their first ${SETTLE_S} s; seen as at rest ${share.toFixed(0)} % of the time); bound 1`,
  );
  if (late > 1) process.exitCode = 1;
}

export async function run(): Promise<void> {
  if (!existsSync(RECORDINGS)) {
    console.log(`presence at rest: skipped, no recordings at ${RECORDINGS}`);
    return;
  }
  const receivers = readReceivers();
  const places = readPlaces(receivers);
  const counts = process.env['PRESENCE_COUNTS']?.split(',') ?? Object.keys(SPREAD);
  for (const count of counts) restOneDay(count, { receivers, use: SPREAD[Number(count)] ?? [] }, places);
  await Promise.resolve();
}

if (import.meta.main) await run();
