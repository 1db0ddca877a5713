/**
 * What the recordings show of the radio itself: the fading from one reception to the next. Also the correlation of
 * path-loss errors between two places, in two different walks. The locator's constants come from here.
 */
import { existsSync } from 'node:fs';
import type { Receiver } from '../../../src/core/positioning/radio-model/radio-map.ts';
import type { Advert, Track } from '../beacons/ble-recordings.ts';
import { RECORDINGS, readReceivers, readTracks } from '../beacons/ble-recordings.ts';

const TAG_HEIGHT_M = 1.8;
const BORDERS_M = [0, 0.25, 0.5, 1, 1.5, 2, 3, 4, 6];

interface Sample {
  readonly track: number;
  readonly xM: number;
  readonly yM: number;
  /** Level less the receiver's own path loss. */
  readonly errorDb: number;
}

/** The levels of one receiver in one track, each with the place the tag was at. */
function samplesOf(track: Track, index: number, r: number, { xM, yM, zM }: Receiver) {
  return track.adverts
    .filter(({ receiver, rssiDbm }) => receiver === r && rssiDbm < 0)
    .map(({ atS, rssiDbm }) => {
      const place = track.truth[Math.min(track.truth.length, Math.max(1, Math.round(atS))) - 1] ?? { xM, yM };
      const distance = Math.hypot(place.xM - xM, place.yM - yM, zM - TAG_HEIGHT_M);
      return { track: index, ...place, log: 10 * Math.log10(distance), rssiDbm };
    });
}

/** Least squares of level on log-distance; what is left. */
function errorsOf(receiver: Receiver, r: number, tracks: readonly Track[]): Sample[] {
  const samples = tracks.flatMap((track, index) => samplesOf(track, index, r, receiver));
  const mean = (pick: (sample: (typeof samples)[number]) => number) =>
    samples.reduce((sum, sample) => sum + pick(sample), 0) / samples.length;
  const level = mean(({ rssiDbm }) => rssiDbm);
  const log = mean((sample) => sample.log);
  const slope = mean((s) => (s.log - log) * (s.rssiDbm - level)) / mean((s) => (s.log - log) ** 2);
  return samples.map(({ track, xM, yM, log: at, rssiDbm }) => {
    return { track, xM, yM, errorDb: rssiDbm - level - slope * (at - log) };
  });
}

/** Half the mean square difference of receptions that follow each other within a second. */
function fadingVariance(adverts: readonly Advert[]): number {
  const last = new Map<number, Advert>();
  let sum = 0;
  let count = 0;
  for (const advert of adverts.filter(({ rssiDbm }) => rssiDbm < 0)) {
    const before = last.get(advert.receiver);
    last.set(advert.receiver, advert);
    if (before === undefined || advert.atS - before.atS > 1) continue;
    sum += (advert.rssiDbm - before.rssiDbm) ** 2 / 2;
    count++;
  }
  return sum / count;
}

function covariances(perReceiver: readonly (readonly Sample[])[]): { sum: number; pairs: number }[] {
  const bins = BORDERS_M.map(() => ({ sum: 0, pairs: 0 }));
  for (const samples of perReceiver) {
    for (const [i, a] of samples.entries()) {
      for (const b of samples.slice(i + 1)) {
        if (a.track === b.track) continue;
        const apartM = Math.hypot(a.xM - b.xM, a.yM - b.yM);
        const bin = bins[BORDERS_M.findLastIndex((border) => border <= apartM)];
        if (bin === undefined) continue;
        bin.sum += a.errorDb * b.errorDb;
        bin.pairs++;
      }
    }
  }
  return bins;
}

export async function run(): Promise<void> {
  if (!existsSync(RECORDINGS)) {
    console.log(`presence radio: skipped, no recordings at ${RECORDINGS}`);
    return;
  }
  const receivers = readReceivers();
  const tracks = readTracks(receivers);
  const fading = tracks.map(({ adverts }) => Math.sqrt(fadingVariance(adverts)).toFixed(1));
  console.log(`fading from reception to reception, per track: ${fading.join(', ')} dB`);
  const errors = receivers.map((receiver, r) => errorsOf(receiver, r, tracks));
  const all = errors.flat();
  const variance = all.reduce((sum, { errorDb }) => sum + errorDb ** 2, 0) / all.length;
  console.log(
    `left by a path loss per receiver: ${variance.toFixed(1)} dB²; of it the same in another walk,`,
  );
  for (const [bin, { sum, pairs }] of covariances(errors).entries()) {
    const to = BORDERS_M[bin + 1];
    if (to === undefined) continue;
    console.log(`  ${BORDERS_M[bin]} to ${to} m away: ${(sum / pairs).toFixed(1)} dB² (${pairs} pairs)`);
  }
  await Promise.resolve();
}

if (import.meta.main) await run();
