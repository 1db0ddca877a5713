/**
 * `BLE_DATA=folder scripts/bench presence` runs on another folder of the same kind (cnf/tetam.dev, trk/*_all_sensors.mbd,
 * and occ/*_0.5.occ where there is a floor plan); without it on the recordings beside the project.
 *
 * Zones and positions of a moving tag against camera truth, with the scorer that lies beside the recordings. The scored
 * track and those along the same path are left out of all learning. Rules of other projects run on the same adverts.
 * Ends with 1 when a bar is missed. `PRESENCE_COUNTS=6,4` takes these numbers of receivers alone.
 *
 * The camera's places are about a second late against the radio (`scripts/bench presence-clock`): the last rows are the
 * same estimates told a second later.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Receiver } from '../../../src/core/positioning/radio-model/radio-map.ts';
import type { Track } from '../beacons/ble-recordings.ts';
import { RECORDINGS, readPlan, readReceivers, readTracks, zoneAt } from '../beacons/ble-recordings.ts';
import type { Rule } from './presence-peers.ts';
import { bermuda, espresense, roomAssistant, strongest } from './presence-peers.ts';
import type { Estimator, Layout } from './presence-walks.ts';
import { ours, SPREAD } from './presence-walks.ts';

const SCORER = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'tools', 'ble_eval.py');

/** Shares of time in the right one of 6 and of 12 zones, by receivers. */
const BARS: Readonly<Record<string, Readonly<Record<string, readonly [six: number, twelve: number]>>>> = {
  12: { traffic: [0.91, 0.8], taught: [0.95, 0.86] },
  8: { traffic: [0.9, 0.8], taught: [0.94, 0.86] },
  6: { traffic: [0.86, 0.7], taught: [0.9, 0.76] },
};

function peer(rule: Rule, receivers: readonly Receiver[], use: readonly number[]): Estimator {
  return ({ adverts, truth }, layout) =>
    rule(adverts, truth.length, use).map((r) => {
      const receiver = receivers[r];
      if (receiver === undefined) return { x: '', y: '', zone: -1 };
      return {
        x: receiver.xM,
        y: receiver.yM,
        zone: zoneAt(layout)(receiver.xM, receiver.yM),
      };
    });
}

const weaker =
  (estimator: Estimator): Estimator =>
  (track, layout) =>
    estimator(track, layout, -8);

const later =
  (estimator: Estimator): Estimator =>
  (track, layout) => {
    const rows = estimator(track, layout);
    return [...rows.slice(0, 1), ...rows.slice(0, -1)];
  };

export interface Score {
  readonly acc: number;
  readonly pos_med: number;
  readonly pos_p90: number;
  readonly dwell_trip: number;
  readonly flips: number;
}

export function score(estimator: Estimator, tracks: readonly Track[], layout: Layout): Score {
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

export const HEAD = `${'estimator'.padEnd(44)}  acc 6 acc 12  med m  p90 m dw6 % dw12 % flips`;

export function reportMean(name: string, scores: readonly (readonly [six: Score, twelve: Score])[]): void {
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

function report(name: string, estimator: Estimator, tracks: readonly Track[]): readonly [Score, Score] {
  const scores = [score(estimator, tracks, '6'), score(estimator, tracks, '12')] as const;
  reportMean(name, [scores]);
  return scores;
}

function reportBar(
  count: string,
  learned: 'traffic' | 'taught',
  [six, twelve]: readonly [Score, Score],
): void {
  const bar = BARS[count]?.[learned];
  if (bar === undefined || (six.acc >= bar[0] && twelve.acc >= bar[1])) return;
  console.log(`   missed: ${learned} by ${count} receivers is to be ${bar.join(' / ')}`);
  process.exitCode = 1;
}

function reportPeers(count: string, receivers: readonly Receiver[], tracks: readonly Track[]): void {
  const use = SPREAD[Number(count)] ?? [];
  for (const [name, rule] of Object.entries({
    'strongest advert of 3 s': strongest,
    'room-assistant': roomAssistant,
    Bermuda: bermuda,
    ESPresense: espresense,
  }))
    report(`${count.padStart(2)} receivers: ${name}`, peer(rule, receivers, use), tracks);
}

function reportOurs(count: string, receivers: readonly Receiver[], tracks: readonly Track[]): void {
  const setting = { receivers, use: SPREAD[Number(count)] ?? [], tracks };
  const named = (text: string) => `${count.padStart(2)} receivers: ours, ${text}`;
  report(named('nothing learned'), ours({ ...setting, learn: 'nothing' }), tracks);
  const traffic = ours({ ...setting, learn: 'traffic' });
  reportBar(count, 'traffic', report(named('traffic'), traffic, tracks));
  report(named('traffic, tag 8 dB weaker'), weaker(traffic), tracks);
  report(named('traffic, as shown at once'), ours({ ...setting, learn: 'traffic', output: 'live' }), tracks);
  const walkableAt = readPlan();
  if (walkableAt !== undefined)
    report(named('traffic and floor plan'), ours({ ...setting, learn: 'traffic', walkableAt }), tracks);
  const taught = ours({ ...setting, learn: 'walks' });
  reportBar(count, 'taught', report(named('taught'), taught, tracks));
  report(named('taught, tag 8 dB weaker'), weaker(taught), tracks);
  report(named('traffic, against the camera’s clock'), later(traffic), tracks);
  report(named('taught, against the camera’s clock'), later(taught), tracks);
}

export async function run(): Promise<void> {
  if (!existsSync(RECORDINGS)) {
    console.log(`presence: skipped, no recordings at ${RECORDINGS}`);
    return;
  }
  const receivers = readReceivers();
  const tracks = readTracks(receivers);
  console.log(`presence: ${tracks.length} tracks, each scored with those along other paths to learn from`);
  console.log(HEAD);
  for (const count of process.env['PRESENCE_COUNTS']?.split(',') ?? Object.keys(SPREAD).reverse()) {
    reportPeers(count, receivers, tracks);
    reportOurs(count, receivers, tracks);
  }
  await Promise.resolve();
}

if (import.meta.main) await run();
