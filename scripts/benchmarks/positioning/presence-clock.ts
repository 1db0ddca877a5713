/**
 * Whether the camera's places and the radio's levels of the recordings are of the same time: how well the levels of a
 * second fit places some time earlier or later. The better of two offsets is the likelier by e to the difference.
 */
import { existsSync } from 'node:fs';
import type { Receiver } from '../../../src/core/positioning/radio-model/radio-map.ts';
import { factorize, solveLower } from '../../../src/core/statistics/cholesky.ts';
import type { Track } from '../beacons/ble-recordings.ts';
import { RECORDINGS, readReceivers, readTracks } from '../beacons/ble-recordings.ts';

const OFFSETS_S = [-1, -0.5, 0, 0.5, 1, 1.5, 2];
const TAG_HEIGHT_M = 1.8;
/** Of the places, as `fit-residual-map.ts` has them. */
const FIELD_SD_DB = 3.2;
const LENGTH_M = 2.5;
const FADING_DB2 = 24;
/** Of power and exponent, which nobody knows. */
const POWER = { meanDbm: -60, varianceDb2: 100 };
const EXPONENT = { mean: 1.6, variance: 0.1 };

interface Sample {
  readonly xM: number;
  readonly yM: number;
  readonly log: number;
  readonly errorDb: number;
  readonly count: number;
}

/** The levels of each second of one receiver, at the place `offsetS` after the middle of the second. */
function samplesOf(track: Track, r: number, { xM, yM, zM }: Receiver, offsetS: number): Sample[] {
  const levels = track.truth.map((): number[] => []);
  for (const { atS, receiver, rssiDbm } of track.adverts)
    if (receiver === r && rssiDbm < 0) levels[Math.ceil(atS) - 1]?.push(rssiDbm);
  return levels.flatMap((second, k) => {
    const place = placeAt(track, k + 0.5 + offsetS);
    if (second.length === 0 || place === undefined) return [];
    const log = 10 * Math.log10(Math.hypot(place.xM - xM, place.yM - yM, zM - TAG_HEIGHT_M));
    const level = second.reduce((sum, dbm) => sum + dbm, 0) / second.length;
    const errorDb = level - POWER.meanDbm + EXPONENT.mean * log;
    return [{ ...place, log, errorDb, count: second.length }];
  });
}

/** Truth is at whole seconds from 1 on. */
function placeAt({ truth }: Track, atS: number): { xM: number; yM: number } | undefined {
  const low = Math.min(truth.length, Math.max(1, Math.floor(atS)));
  const [a, b] = [truth[low - 1], truth[Math.min(truth.length, low + 1) - 1]];
  const share = Math.min(1, Math.max(0, atS - low));
  return a && b && { xM: a.xM + share * (b.xM - a.xM), yM: a.yM + share * (b.yM - a.yM) };
}

/** Of a Gaussian process with these levels. */
function logLikelihood(samples: readonly Sample[]): number {
  const n = samples.length;
  const matrix = new Float64Array(n * n);
  for (const [i, a] of samples.entries()) {
    for (const [j, b] of samples.entries()) {
      const field = FIELD_SD_DB ** 2 * Math.exp(-Math.hypot(a.xM - b.xM, a.yM - b.yM) / LENGTH_M);
      matrix[i * n + j] = field + POWER.varianceDb2 + EXPONENT.variance * a.log * b.log;
    }
    matrix[i * n + i] = (matrix[i * n + i] ?? 0) + FADING_DB2 / a.count;
  }
  factorize(matrix, n);
  const white = Float64Array.from(samples, ({ errorDb }) => errorDb);
  solveLower(matrix, n, white);
  return white.reduce((sum, value, i) => sum - value ** 2 / 2 - Math.log(matrix[i * n + i] ?? 1), 0);
}

export async function run(): Promise<void> {
  if (!existsSync(RECORDINGS)) {
    console.log(`presence clock: skipped, no recordings at ${RECORDINGS}`);
    return;
  }
  const receivers = readReceivers();
  const tracks = readTracks(receivers);
  const scores = OFFSETS_S.map((offsetS) =>
    receivers.reduce(
      (sum, receiver, r) =>
        sum + logLikelihood(tracks.flatMap((track) => samplesOf(track, r, receiver, offsetS))),
      0,
    ),
  );
  const best = Math.max(...scores);
  for (const [i, offsetS] of OFFSETS_S.entries())
    console.log(`places ${offsetS} s later: log-likelihood ${((scores[i] ?? 0) - best).toFixed(1)}`);
  await Promise.resolve();
}

if (import.meta.main) await run();
