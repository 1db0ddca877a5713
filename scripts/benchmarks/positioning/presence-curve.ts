/** What one more walk is worth: learned from one, two, four … of the other tracks, in turns. */
import { existsSync } from 'node:fs';
import { RECORDINGS, readReceivers, readTracks } from '../beacons/ble-recordings.ts';
import { HEAD, reportMean, score } from './presence.ts';
import { ours } from './presence-walks.ts';

/** At most this many choices per count: with eight others there are seventy ways to take four. */
const MAX_TURNS = 3;

type Choose = <T>(others: readonly T[]) => readonly T[];

/** Counts 1, 2, 4 … up to all `others`, and the choices to average over: each starts at another track, round the circle. */
function curveSteps(others: number): (readonly [count: number, turns: readonly Choose[]])[] {
  const counts = new Set<number>();
  for (let count = 1; count < others; count *= 2) counts.add(count);
  counts.add(others);
  return [...counts].map((count) => {
    const turns = count === others ? 1 : Math.min(MAX_TURNS, others);
    return [count, Array.from({ length: turns }, (_, turn) => takeFrom(turn, count))];
  });
}

function takeFrom(turn: number, count: number): Choose {
  return (others) => [...others.slice(turn), ...others.slice(0, turn)].slice(0, count);
}

export async function run(): Promise<void> {
  if (!existsSync(RECORDINGS)) {
    console.log(`presence curve: skipped, no recordings at ${RECORDINGS}`);
    return;
  }
  const receivers = readReceivers();
  const tracks = readTracks(receivers);
  const setting = { receivers, use: receivers.map((_, r) => r), tracks };
  console.log(HEAD);
  for (const learn of ['traffic', 'walks'] as const) {
    for (const [count, turns] of curveSteps(tracks.length - 1)) {
      const scores = turns.map((from) => {
        const estimator = ours({ ...setting, learn, from });
        return [score(estimator, tracks, '6'), score(estimator, tracks, '12')] as const;
      });
      reportMean(`${learn} of ${count} other tracks (${turns.length} ways)`, scores);
    }
  }
  await Promise.resolve();
}

if (import.meta.main) await run();
