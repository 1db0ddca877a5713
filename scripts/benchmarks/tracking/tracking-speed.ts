import { execFileSync } from 'node:child_process';
import { playLintel } from './speed-run.ts';
import type { Crowd } from './speed-takes.ts';
import { crowdTake } from './speed-takes.ts';

const PEER = 'node-moving-things-tracker';
const RUN = new URL('speed-run.ts', import.meta.url).pathname;
/** Processes of each tracker, in turn, so that a busy machine is busy for both. Odd, for a median. */
const PROCESSES = 9;
const PASSES = 6;
/** The crowds are short: the more often they come, the surer one pass of each has the processor to itself. */
const CROWD_PASSES = 30;
const TWENTY = { people: 20, frames: 4_000, pictures: 1 };
const TWO_HUNDRED = { people: 200, frames: 600, pictures: 1 };
const CROWDS: readonly Crowd[] = [
  { people: 1, frames: 60_000, pictures: 1 },
  TWENTY,
  TWO_HUNDRED,
  { ...TWO_HUNDRED, pictures: 10 },
];

/** What was measured for the bars: Lintel's cold rate over the peer's, and the cost of 200 people over that of 20. */
export interface SpeedRatios {
  readonly coldOverPeer: number;
  readonly twoHundredOverTwenty: number;
}

export function printSpeed(): SpeedRatios {
  return { coldOverPeer: printRates(), twoHundredOverTwenty: printCrowds() };
}

/** Frames per second of processor time in a fresh process, pass by pass. */
function rates(tracker: string): number[] {
  const printed = execFileSync(process.execPath, [RUN, tracker, String(PASSES)], { encoding: 'utf8' });
  return JSON.parse(printed) as number[];
}

function printRates(): number {
  const runs = Array.from({ length: PROCESSES }, () => ({ own: rates('lintel'), peer: rates(PEER) }));
  const cold = (which: 'own' | 'peer') => median(runs.map((run) => run[which][0] ?? Number.NaN));
  const warm = (which: 'own' | 'peer') => median(runs.map((run) => Math.max(...run[which])));
  console.log(`\nSpeed, tracker only, frames per second of processor time, median of ${PROCESSES} processes`);
  console.log(`${''.padEnd(30)}${'first pass'.padStart(12)}${`best of ${PASSES}`.padStart(12)}`);
  for (const [name, which] of [
    ['Lintel', 'own'],
    [PEER, 'peer'],
  ] as const) {
    console.log(
      `${name.padEnd(30)}${cold(which).toFixed(0).padStart(12)}${warm(which).toFixed(0).padStart(12)}`,
    );
  }
  return cold('own') / cold('peer');
}

/** Microseconds a frame; the crowds take turns. */
function crowdCosts(): number[] {
  const takes = CROWDS.map(crowdTake);
  const passes = Array.from({ length: CROWD_PASSES }, () =>
    takes.map((take) => {
      const before = process.cpuUsage();
      playLintel(take);
      return process.cpuUsage(before).user / take.frames.length;
    }),
  );
  return CROWDS.map((_, n) => Math.min(...passes.map((pass) => pass[n] ?? Number.POSITIVE_INFINITY)));
}

function printCrowds(): number {
  const costs = crowdCosts();
  const costOf = (crowd: Crowd) => costs[CROWDS.indexOf(crowd)] ?? Number.NaN;
  for (const crowd of CROWDS) {
    const place = crowd.pictures === 1 ? 'in one picture' : `in one ${crowd.pictures} × as large`;
    const ratio = (costOf(crowd) / costOf(TWENTY)).toFixed(1);
    console.log(`${crowd.people} people ${place}: ${costOf(crowd).toFixed(2)} µs a frame, ${ratio} × of 20`);
  }
  return costOf(TWO_HUNDRED) / costOf(TWENTY);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
