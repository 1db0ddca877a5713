/**
 * The simulated radio beside real recordings. Fits path loss, receiver gains, shadows, fading and loss to stationary
 * fingerprints. Compares level and spread per distance band of simulated and recorded adverts. It does so at the
 * fitted places and on walks that were not fitted. Runs one locator on recorded and on simulated walks.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EpochMs, SensorId } from '../../../src/core/model/ids.ts';
import type { Receiver } from '../../../src/core/positioning/radio-model/radio-map.ts';
import { TagLocator } from '../../../src/core/positioning/tag-locator.ts';
import { factorize, solveLower } from '../../../src/core/statistics/cholesky.ts';
import type { RadioParameters } from '../../../src/sim/physics/radio-model.ts';
import { OFFICE, RadioPath } from '../../../src/sim/physics/radio-model.ts';
import type { Track } from '../beacons/ble-recordings.ts';
import { RECORDINGS, ROOM, readReceivers, readTracks, zoneAt } from '../beacons/ble-recordings.ts';
import { play } from '../positioning/presence-walks.ts';

const BANDS_M = [0, 2, 4, 6, 8, 10, 12, 15, 25];
/** The beacon was carried at head height, and is taken to send this often. */
const TAG_Z_M = 1.8;
const ADVERT_S = 0.455;
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
/** Between two walks: every tag is gone by then. */
const PAUSE_S = 100;

interface Sample {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly receiver: number;
  readonly meanDbm: number;
  readonly spreadDb: number;
  readonly weight: number;
}

interface Fit {
  readonly parameters: RadioParameters;
  readonly gainsDb: readonly number[];
}

export function run(): Promise<void> {
  if (!existsSync(RECORDINGS)) {
    console.log(`sim-radio: skipped, no recordings at ${RECORDINGS}`);
    return Promise.resolve();
  }
  const receivers = readReceivers();
  const survey = readSurvey(receivers);
  const tracks = readTracks(receivers);
  const fit = fitRadio(survey, receivers);
  printFit(fit, survey, receivers);
  compareBands('stationary survey (fitted to)', survey, receivers, fit);
  compareBands('walks (not fitted to)', samplesOf(tracks), receivers, fit);
  compareZones(tracks, receivers, fit);
  return Promise.resolve();
}

function readSurvey(receivers: readonly Receiver[]): Sample[] {
  const rows = readFileSync(join(RECORDINGS, 'fingerprints.csv'), 'utf8').trim().split('\n').slice(1);
  return rows.map((row) => {
    const [x = '', y = '', z = '', id = '', count = '', mean = '', spread = ''] = row.split(',');
    const receiver = receivers.findIndex((candidate) => candidate.id === id);
    return {
      x: Number(x),
      y: Number(y),
      z: Number(z),
      receiver,
      meanDbm: Number(mean),
      spreadDb: Number(spread),
      weight: Number(count),
    };
  });
}

function samplesOf(tracks: readonly Track[]): Sample[] {
  return tracks.flatMap(({ adverts, truth }) =>
    adverts.flatMap(({ atS, receiver, rssiDbm }) => {
      const place = truth[Math.max(0, Math.round(atS) - 1)];
      if (place === undefined || rssiDbm >= 0) return [];
      return [{ x: place.xM, y: place.yM, z: TAG_Z_M, receiver, meanDbm: rssiDbm, spreadDb: 0, weight: 1 }];
    }),
  );
}

function distanceOf(sample: Sample, receivers: readonly Receiver[]): number {
  const at = receivers[sample.receiver];
  if (at === undefined) return Number.NaN;
  return Math.max(0.3, Math.hypot(sample.x - at.xM, sample.y - at.yM, sample.z - at.zM));
}

/** Least squares of level on log distance, with one gain per receiver about a mean of zero, by alternating. */
function fitRadio(survey: readonly Sample[], receivers: readonly Receiver[]): Fit {
  const logs = survey.map((sample) => -10 * Math.log10(distanceOf(sample, receivers)));
  let gains = receivers.map(() => 0);
  let power = -60;
  let exponent = 2;
  for (let round = 0; round < 50; round++) {
    const levels = survey.map((sample) => sample.meanDbm - (gains[sample.receiver] ?? 0));
    ({ power, exponent } = regress(logs, levels));
    const rest = survey.map((sample, i) => sample.meanDbm - power - exponent * (logs[i] ?? 0));
    const own = receivers.map((_, r) => mean(rest.filter((_, i) => survey[i]?.receiver === r)));
    const middle = mean(own);
    gains = own.map((gain) => gain - middle);
  }
  const rest = survey.map(
    (sample, i) => sample.meanDbm - power - exponent * (logs[i] ?? 0) - (gains[sample.receiver] ?? 0),
  );
  const parameters: RadioParameters = {
    ...OFFICE,
    powerAt1mDbm: power,
    pathLossExponent: exponent,
    ...fitShadows(survey, rest, receivers.length),
    // At a typical place: during half an hour, a person may block a few of them.
    fadingDb: median(survey.map((sample) => sample.spreadDb)),
  };
  return { parameters, gainsDb: gains };
}

type Shadows = Pick<RadioParameters, 'shadowDb' | 'shadowLengthM' | 'rippleDb'>;

const SHADOW_DB = steps(1, 5, 0.5);
const LENGTH_M = steps(1, 10, 1);
const RIPPLE_DB = steps(0.5, 4, 0.5);

/**
 * The most likely landscape behind what path loss and gains leave over: exponential correlation for what stays over
 * metres, and ripple for what is another from place to place. After: Rasmussen & Williams, Gaussian Processes for
 * Machine Learning (2006), 5.4.
 */
function fitShadows(survey: readonly Sample[], rest: readonly number[], receivers: number): Shadows {
  const perReceiver = Array.from({ length: receivers }, (_, r) =>
    survey.flatMap(({ x, y, receiver }, i) => (receiver === r ? [{ x, y, rest: rest[i] ?? 0 }] : [])),
  );
  const candidates = SHADOW_DB.flatMap((shadowDb) =>
    LENGTH_M.flatMap((shadowLengthM) => RIPPLE_DB.map((rippleDb) => ({ shadowDb, shadowLengthM, rippleDb }))),
  );
  const scored = candidates.map((shadows) => ({
    shadows,
    surprise: perReceiver.reduce((sum, places) => sum + surprise(places, shadows), 0),
  }));
  return scored.reduce((best, next) => (next.surprise < best.surprise ? next : best)).shadows;
}

/** Negative log likelihood, up to a constant. */
function surprise(
  places: readonly { readonly x: number; readonly y: number; readonly rest: number }[],
  { shadowDb, shadowLengthM, rippleDb }: Shadows,
): number {
  const n = places.length;
  const matrix = new Float64Array(n * n);
  for (const [i, a] of places.entries()) {
    for (const [j, b] of places.entries()) {
      const apart = Math.hypot(a.x - b.x, a.y - b.y);
      matrix[i * n + j] = shadowDb ** 2 * Math.exp(-apart / shadowLengthM) + (i === j ? rippleDb ** 2 : 0);
    }
  }
  factorize(matrix, n);
  const white = Float64Array.from(places, ({ rest }) => rest);
  solveLower(matrix, n, white);
  return white.reduce((sum, value, i) => sum + value ** 2 / 2 + Math.log(matrix[i * n + i] ?? 1), 0);
}

function steps(from: number, to: number, by: number): number[] {
  return Array.from({ length: Math.round((to - from) / by) + 1 }, (_, i) => from + i * by);
}

function printFit(
  { parameters: p, gainsDb }: Fit,
  survey: readonly Sample[],
  receivers: readonly Receiver[],
) {
  const rows = [
    ['power at 1 m (dBm)', p.powerAt1mDbm, OFFICE.powerAt1mDbm],
    ['path loss exponent', p.pathLossExponent, OFFICE.pathLossExponent],
    ['shadows (dB)', p.shadowDb, OFFICE.shadowDb],
    ['shadow length (m)', p.shadowLengthM, OFFICE.shadowLengthM],
    ['ripple (dB)', p.rippleDb, OFFICE.rippleDb],
    ['fading (dB)', p.fadingDb, OFFICE.fadingDb],
  ] as const;
  console.log(
    `sim-radio: fitted to ${survey.length} levels of ${receivers.length} receivers; built in beside it`,
  );
  for (const [name, fitted, builtIn] of rows) {
    console.log(`  ${name.padEnd(22)} ${fitted.toFixed(2).padStart(7)} ${builtIn.toFixed(2).padStart(7)}`);
  }
  console.log(`  receiver gains (dB)    ${gainsDb.map((gain) => gain.toFixed(1)).join(' ')}`);
}

/** Built-in parameters throughout; only the gains are this room's. */
function pathsOf(receivers: readonly Receiver[], { gainsDb }: Fit, seed: number): RadioPath[] {
  return receivers.map(({ id, xM, yM, zM }, i) => {
    const receiver = { sensor: id as SensorId, adapter: id, x: xM, y: yM, z: zM, gainDb: gainsDb[i] ?? 0 };
    return new RadioPath(receiver, OFFICE, seed);
  });
}

interface Moments {
  readonly n: number;
  readonly mean: number;
  readonly spread: number;
}

function compareBands(
  title: string,
  samples: readonly Sample[],
  receivers: readonly Receiver[],
  fit: Fit,
): void {
  const simulated = SEEDS.flatMap((seed) => simulate(samples, pathsOf(receivers, fit, seed)));
  console.log(`\n${title}\n   band m      n   real: mean spread   simulated: mean spread   difference`);
  let worst = 0;
  for (const [i, from] of BANDS_M.slice(0, -1).entries()) {
    const to = BANDS_M[i + 1] ?? from;
    const isIn = (sample: Sample) => {
      const distance = distanceOf(sample, receivers);
      return distance >= from && distance < to;
    };
    const real = momentsOf(samples.filter(isIn));
    const sim = momentsOf(simulated.filter(isIn));
    if (real.n < 10) continue;
    const off = [sim.mean - real.mean, sim.spread - real.spread];
    worst = Math.max(worst, ...off.map(Math.abs));
    const numbers = [real.mean, real.spread, sim.mean, sim.spread, ...off];
    console.log(
      `  ${`${from}–${to}`.padStart(6)} ${String(real.n).padStart(7)} ` +
        numbers.map((value) => value.toFixed(1).padStart(10)).join(''),
    );
  }
  console.log(`  worst band: ${worst.toFixed(1)} dB (wanted: within 3 dB)`);
}

function simulate(samples: readonly Sample[], paths: readonly RadioPath[]): Sample[] {
  return samples.flatMap((sample) => {
    const { x, y, z } = sample;
    const emitter = { x, y, z, powerAt1mDbm: OFFICE.powerAt1mDbm, headingRad: undefined };
    // A survey's row stands for thousands of packets: a few are enough to show their level and spread.
    const packets = sample.spreadDb > 0 ? 20 : 1;
    return Array.from({ length: packets }).flatMap(() => {
      const rssiDbm = paths[sample.receiver]?.receive(emitter);
      return rssiDbm === undefined ? [] : [{ ...sample, meanDbm: rssiDbm, spreadDb: 0, weight: 1 }];
    });
  });
}

/** Mean and spread of all packets, of rows that are packets or stand for many. */
function momentsOf(samples: readonly Sample[]): Moments {
  const weight = samples.reduce((sum, sample) => sum + sample.weight, 0);
  const average = samples.reduce((sum, sample) => sum + sample.weight * sample.meanDbm, 0) / weight;
  const variance =
    samples.reduce(
      (sum, { weight: w, meanDbm, spreadDb }) => sum + w * ((meanDbm - average) ** 2 + spreadDb ** 2),
      0,
    ) / weight;
  return { n: samples.length, mean: average, spread: Math.sqrt(variance) };
}

function compareZones(tracks: readonly Track[], receivers: readonly Receiver[], fit: Fit): void {
  console.log('\none locator on recorded and on simulated walks (seconds in the right zone)');
  for (const layout of ['6', '12'] as const) {
    const real = zoneAccuracy(tracks, receivers, layout);
    const simulated = SEEDS.map((seed) => {
      const walks = tracks.map((track) => simulateWalk(track, pathsOf(receivers, fit, seed)));
      return zoneAccuracy(walks, receivers, layout);
    });
    const sim = mean(simulated);
    const each = simulated.map((share) => share.toFixed(3)).join(' ');
    console.log(
      `  ${layout.padStart(2)} zones: real ${real.toFixed(3)}, simulated ${sim.toFixed(3)} (${each}), ` +
        `${(100 * (sim - real)).toFixed(1)} points apart (wanted: within 5)`,
    );
  }
}

function simulateWalk(track: Track, paths: readonly RadioPath[]): Track {
  const adverts: Track['adverts'][number][] = [];
  for (let atS = ADVERT_S; atS < track.truth.length; atS += ADVERT_S) {
    const place = track.truth[Math.max(0, Math.round(atS) - 1)];
    if (place === undefined) continue;
    const emitter = {
      x: place.xM,
      y: place.yM,
      z: TAG_Z_M,
      powerAt1mDbm: OFFICE.powerAt1mDbm,
      headingRad: undefined,
    };
    for (const [receiver, path] of paths.entries()) {
      const rssiDbm = path.receive(emitter);
      if (rssiDbm !== undefined) adverts.push({ atS, receiver, rssiDbm });
    }
  }
  return { ...track, adverts };
}

/** Learns from the other walks, as the gateway does from its traffic, then locates this one; each in turn. */
function zoneAccuracy(tracks: readonly Track[], receivers: readonly Receiver[], layout: '6' | '12'): number {
  const trueZone = zoneAt(layout);
  let right = 0;
  let seconds = 0;
  for (const track of tracks) {
    const zones: number[] = [];
    let isScoring = false;
    const locator = new TagLocator({
      receivers,
      plan: { ...ROOM, zoneAt: trueZone, zoneCount: Number(layout) },
      placed: ({ zone }) => {
        if (isScoring) zones.push(zone);
      },
    });
    const setting = { receivers, use: receivers.map((_, i) => i), tracks, learn: 'traffic' as const };
    let startS = 1_700_000_000;
    for (const other of tracks) {
      if (other === track) continue;
      play(locator, other, setting, startS, false);
      startS += other.truth.length + PAUSE_S;
      locator.advance((startS * 1000) as EpochMs);
    }
    locator.learnNow();
    isScoring = true;
    play(locator, track, setting, startS, false);
    right += track.truth.filter(({ xM, yM }, k) => zones[k] === trueZone(xM, yM)).length;
    seconds += track.truth.length;
  }
  return right / seconds;
}

function regress(xs: readonly number[], ys: readonly number[]): { power: number; exponent: number } {
  const [mx, my] = [mean(xs), mean(ys)];
  const sxy = xs.reduce((sum, x, i) => sum + (x - mx) * ((ys[i] ?? 0) - my), 0);
  const sxx = xs.reduce((sum, x) => sum + (x - mx) ** 2, 0);
  return { power: my - (sxy / sxx) * mx, exponent: sxy / sxx };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

if (import.meta.main) await run();
