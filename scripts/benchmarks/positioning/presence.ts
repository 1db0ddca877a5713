/**
 * `BLE_DATA=folder scripts/bench presence` runs on another folder of the same kind (cnf/tetam.dev, trk/*_all_sensors.mbd,
 * and occ/*_0.5.occ where there is a floor plan); without it on the recordings beside the project.
 *
 * Zones and positions of a moving tag against camera truth, with the scorer that lies beside the recordings; the
 * scored track is left out of all learning. Rules of other projects run on the same adverts.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EpochMs, Json, TagId } from '../../../src/core/model/ids.ts';
import { restoreState } from '../../../src/core/model/state-part.ts';
import type { Receiver } from '../../../src/core/positioning/radio-model/radio-map.ts';
import type { TagPosition } from '../../../src/core/positioning/tag-locator.ts';
import { TagLocator } from '../../../src/core/positioning/tag-locator.ts';
import type { Track } from '../beacons/ble-recordings.ts';
import { RECORDINGS, ROOM, readPlan, readReceivers, readTracks, zoneAt } from '../beacons/ble-recordings.ts';
import { curveSteps } from './presence-curve.ts';
import type { Rule } from './presence-peers.ts';
import { bermuda, espresense, roomAssistant, strongest } from './presence-peers.ts';

const SCORER = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'tools', 'ble_eval.py');
const ZONES = { '6': 6, '12': 12 } as const;
type Layout = keyof typeof ZONES;

interface Row {
  readonly x: number | '';
  readonly y: number | '';
  readonly zone: number;
}

/** Every estimator gives one row per whole second of a track. */
type Estimator = (track: Track, layout: Layout, shiftDb?: number) => Row[];

export interface Setting {
  readonly receivers: readonly Receiver[];
  /** Indices of the receivers in use. */
  readonly use: readonly number[];
  readonly tracks: readonly Track[];
  readonly learn: 'nothing' | 'traffic' | 'walks';
  /** Which of the other tracks to learn from before this one; all when absent. */
  readonly from?: (others: readonly Track[]) => readonly Track[];
  readonly shiftDb?: number;
  /** Where people can stand. */
  readonly walkableAt?: ((xM: number, yM: number) => boolean) | undefined;
}

/** Sensors 10, 12, 20, 21, 30, 32, 40, 41 … as in the measured reference: spread over the floor. */
export const SPREAD: Readonly<Record<number, readonly number[]>> = {
  12: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  8: [0, 2, 3, 4, 6, 8, 9, 10],
  6: [2, 3, 6, 8, 9, 10],
  4: [2, 3, 8, 9],
};

/** Feeds one track to a locator, from a start time on. */
export function play(
  locator: TagLocator,
  track: Track,
  { receivers, use, shiftDb = 0 }: Setting,
  startS: number,
  taught: boolean,
): void {
  const tag = `tag-${track.name}` as TagId;
  let next = 0;
  for (const [k, place] of track.truth.entries()) {
    for (; (track.adverts[next]?.atS ?? Number.POSITIVE_INFINITY) <= k + 1; next++) {
      const { atS = 0, receiver = -1, rssiDbm = 0 } = track.adverts[next] ?? {};
      if (use.includes(receiver) && rssiDbm < 0) {
        const at = ((startS + atS) * 1000) as EpochMs;
        locator.addRssi(at, receivers[receiver]?.id ?? '', tag, rssiDbm + shiftDb);
      }
    }
    locator.advance(((startS + k + 1) * 1000) as EpochMs);
    if (taught) locator.teach(((startS + k + 1) * 1000) as EpochMs, tag, place.xM, place.yM);
  }
  if (taught) locator.endTeaching(tag);
}

/** Seconds between one track's end and the next one's start: every tag is gone by then. */
const PAUSE_S = 100;
const START_S = 1_700_000_000;

function createLocator(
  setting: Setting,
  layout: Layout,
  placed: (position: TagPosition) => void,
): TagLocator {
  return new TagLocator({
    receivers: setting.use.flatMap((r) => setting.receivers[r] ?? []),
    plan: {
      ...{ ...ROOM, zoneAt: zoneAt(layout), zoneCount: ZONES[layout] },
      ...(setting.walkableAt && { walkableAt: setting.walkableAt }),
    },
    placed,
  });
}

/** Walks down the same aisle are not to learn from one another, nor are those along the same rectangle or zigzag. */
function pathOf(name: string): string {
  return name.replace(/^straight_0[145]$/, 'middle aisle').replace(/_with(out)?_rotation$/, '');
}

/** What the other tracks teach, as a checkpoint; zones have no part in it, so both layouts share it. */
export function learnedWithout(track: Track, setting: Setting): Json {
  const locator = createLocator(setting, '12', () => undefined);
  let startS = START_S;
  const others = setting.tracks.filter((other) => pathOf(other.name) !== pathOf(track.name));
  for (const other of setting.from?.(others) ?? others) {
    play(locator, other, { ...setting, shiftDb: 0 }, startS, setting.learn === 'walks');
    startS += other.truth.length + PAUSE_S;
    locator.advance((startS * 1000) as EpochMs);
  }
  locator.learnNow();
  return locator.state.save();
}

function ours(setting: Setting): Estimator {
  const learned =
    setting.learn === 'nothing'
      ? new Map<Track, Json>()
      : new Map(setting.tracks.map((track) => [track, learnedWithout(track, setting)]));
  return (track, layout, shiftDb = 0) => {
    const rows: Row[] = [];
    const startS = START_S + 1_000_000;
    const locator = createLocator(setting, layout, ({ at, xM, yM, zone }) => {
      // The first advert of a track closes the second before its first whole one.
      if (at > startS * 1000) rows.push({ x: xM, y: yM, zone });
    });
    const saved = learned.get(track);
    if (saved !== undefined) restoreState(locator.state, saved);
    play(locator, track, { ...setting, shiftDb }, startS, false);
    return rows;
  };
}

function peer(rule: Rule, receivers: readonly Receiver[], use: readonly number[]): Estimator {
  return ({ adverts, truth }, layout) =>
    rule(adverts, truth.length, use).map((r) => {
      const receiver = receivers[r];
      if (receiver === undefined) return { x: '', y: '', zone: -1 };
      return { x: receiver.xM, y: receiver.yM, zone: zoneAt(layout)(receiver.xM, receiver.yM) };
    });
}

const weaker =
  (estimator: Estimator): Estimator =>
  (track, layout) =>
    estimator(track, layout, -8);

interface Score {
  readonly acc: number;
  readonly pos_med: number;
  readonly pos_p90: number;
  readonly dwell_trip: number;
  readonly flips: number;
}

function score(estimator: Estimator, tracks: readonly Track[], layout: Layout): Score {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-presence-'));
  const lines = tracks.flatMap((track) =>
    estimator(track, layout).map(({ x, y, zone }, k) => [track.name, k + 1, x, y, zone].join()),
  );
  const file = join(folder, 'estimates.csv');
  writeFileSync(file, `track,time_s,x,y,zone\n${lines.join('\n')}\n`);
  const out = execFileSync(
    '/usr/bin/python3',
    [SCORER, file, '--data', RECORDINGS, '--layout', layout, '--json'],
    { encoding: 'utf8' },
  );
  rmSync(folder, { recursive: true });
  return (JSON.parse(out.replaceAll('NaN', 'null')) as { raw: { ALL: Score } }).raw.ALL;
}

function report(name: string, estimator: Estimator, tracks: readonly Track[]): void {
  reportMean(name, [[score(estimator, tracks, '6'), score(estimator, tracks, '12')]]);
}

function reportMean(name: string, scores: readonly (readonly [six: Score, twelve: Score])[]): void {
  const mean = (zones: 0 | 1, key: keyof Score) =>
    scores.reduce((sum, both) => sum + both[zones][key], 0) / scores.length;
  console.log(
    [
      name.padEnd(44),
      mean(0, 'acc').toFixed(3).padStart(6),
      mean(1, 'acc').toFixed(3).padStart(6),
      mean(0, 'pos_med').toFixed(2).padStart(6),
      mean(0, 'pos_p90').toFixed(2).padStart(6),
      (100 * mean(0, 'dwell_trip')).toFixed(0).padStart(5),
      (100 * mean(1, 'dwell_trip')).toFixed(0).padStart(5),
      mean(1, 'flips').toFixed(0).padStart(6),
    ].join(' '),
  );
}

/** What one more walk is worth: learned from one, two, four … of the other tracks, in turns. */
function reportCurve(receivers: readonly Receiver[], tracks: readonly Track[]): void {
  const setting = { receivers, use: receivers.map((_, r) => r), tracks };
  for (const learn of ['traffic', 'walks'] as const) {
    for (const [count, turns] of curveSteps(tracks.length - 1)) {
      const scores = turns.map((from) => {
        const estimator = ours({ ...setting, learn, from });
        return [score(estimator, tracks, '6'), score(estimator, tracks, '12')] as const;
      });
      reportMean(`${learn} of ${count} other tracks (${turns.length} ways)`, scores);
    }
  }
}

function reportAll(receivers: readonly Receiver[], tracks: readonly Track[]): void {
  const walkableAt = readPlan();
  for (const [count, use] of Object.entries(SPREAD).sort(([a], [b]) => Number(b) - Number(a))) {
    const setting = { receivers, use, tracks };
    const named = (text: string) => `${count.padStart(2)} receivers: ${text}`;
    report(named('strongest advert of 3 s'), peer(strongest, receivers, use), tracks);
    report(named('room-assistant'), peer(roomAssistant, receivers, use), tracks);
    report(named('Bermuda'), peer(bermuda, receivers, use), tracks);
    report(named('ESPresense'), peer(espresense, receivers, use), tracks);
    report(named('ours, nothing learned'), ours({ ...setting, learn: 'nothing' }), tracks);
    const traffic = ours({ ...setting, learn: 'traffic' });
    report(named('ours, traffic'), traffic, tracks);
    report(named('ours, traffic, tag 8 dB weaker'), weaker(traffic), tracks);
    if (walkableAt !== undefined) {
      const planned = ours({ ...setting, learn: 'traffic', walkableAt });
      report(named('ours, traffic and floor plan'), planned, tracks);
      report(named('ours, traffic, plan, tag 8 dB weaker'), weaker(planned), tracks);
    }
    const taught = ours({ ...setting, learn: 'walks' });
    report(named('ours, taught'), taught, tracks);
    report(named('ours, taught, tag 8 dB weaker'), weaker(taught), tracks);
  }
}

export async function run(): Promise<void> {
  if (!existsSync(RECORDINGS)) {
    console.log(`presence: skipped, no recordings at ${RECORDINGS}`);
    return;
  }
  const receivers = readReceivers();
  const tracks = readTracks(receivers);
  console.log(
    `presence: ${tracks.length} tracks, each scored with the other ${tracks.length - 1} to learn from`,
  );
  console.log(`${'estimator'.padEnd(44)}  acc 6 acc 12  med m  p90 m dw6 % dw12 % flips`);
  reportAll(receivers, tracks);
  reportCurve(receivers, tracks);
  await Promise.resolve();
}

if (import.meta.main) await run();
