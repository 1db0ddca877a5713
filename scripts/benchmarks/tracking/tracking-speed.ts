import type { EpochMs } from '../../../src/core/model/ids.ts';
import { PeopleTracker } from '../../../src/core/tracking/people-tracker.ts';
import { seeded } from '../../../test/unit/core/tracking/scene.ts';
import type { MotSequence } from './mot-data.ts';
import { everyFrame, NO_SINK, observedBoxes, toTime } from './mot-run.ts';

const FRAME = { widthPx: 1920, heightPx: 1080 };
/** Published with the data, frames a second, cold and warm. */
const PEER = { name: 'node-moving-things-tracker', cold: 15_800, warm: 30_000 };
const PASSES = 6;
/** The crowds are short: the more often they come, the surer one pass of each has the processor to itself. */
const CROWD_PASSES = 30;
const CROWDS = [
  { people: 1, frames: 60_000, pictures: 1 },
  { people: 20, frames: 4_000, pictures: 1 },
  { people: 200, frames: 600, pictures: 1 },
  { people: 200, frames: 600, pictures: 10 },
] as const;
const NO_VISIT = () => {};

interface Take {
  readonly times: readonly EpochMs[];
  readonly frames: readonly (readonly number[])[];
}

/** Seconds of one core for all takes: other processes on the machine are not counted. */
function play(takes: readonly Take[]): number {
  const before = process.cpuUsage();
  for (const { times, frames } of takes) {
    const tracker = new PeopleTracker({ frame: FRAME }, NO_SINK);
    frames.forEach((boxes, n) => {
      tracker.update(times[n] as EpochMs, boxes);
      tracker.forEachTrack(NO_VISIT);
    });
  }
  return process.cpuUsage(before).user / 1e6;
}

function takeOf(sequence: MotSequence): Take {
  const frames = everyFrame(sequence);
  return {
    times: frames.map((frame) => toTime(sequence, frame)),
    frames: frames.map((frame) => observedBoxes(sequence, frame)),
  };
}

/** People who walk about, ten frames a second, in a picture or in one as large as several. */
function crowd({ people, frames, pictures }: (typeof CROWDS)[number]): Take {
  const widthPx = pictures * FRAME.widthPx;
  const random = seeded(people);
  const walkers = Array.from({ length: people }, () => ({
    x: random() * widthPx,
    y: 160 + random() * 900,
    speedX: (random() - 0.5) * 8,
    speedY: (random() - 0.5) * 4,
    height: 80 + random() * 80,
  }));
  const step = () => {
    const boxes: number[][] = walkers.map((walker) => {
      if (walker.x < 0 || walker.x > widthPx) walker.speedX *= -1;
      if (walker.y < 160 || walker.y > FRAME.heightPx) walker.speedY *= -1;
      walker.x += walker.speedX;
      walker.y += walker.speedY;
      const { x, y, height } = walker;
      return [
        x - 0.2 * height + 4 * random(),
        y - height + 4 * random(),
        0.4 * height,
        height,
        0.8 + 0.2 * random(),
      ];
    });
    // Detectors hand their boxes over by score.
    return boxes.sort((a, b) => (b[4] ?? 0) - (a[4] ?? 0)).flat();
  };
  return {
    times: Array.from({ length: frames }, (_, n) => (1_700_000_000_000 + 100 * n) as EpochMs),
    frames: Array.from({ length: frames }, step),
  };
}

/** Microseconds a frame; the crowds take turns, so that a busy machine is busy for all of them. */
function crowdCosts(): number[] {
  const takes = CROWDS.map(crowd);
  const passes = Array.from({ length: CROWD_PASSES }, () =>
    takes.map((take) => (play([take]) * 1e6) / take.frames.length),
  );
  return CROWDS.map((_, n) => Math.min(...passes.map((pass) => pass[n] ?? Number.POSITIVE_INFINITY)));
}

export function printSpeed(sequences: readonly MotSequence[]): void {
  const takes = sequences.map(takeOf);
  const frames = takes.reduce((sum, take) => sum + take.frames.length, 0);
  const rates = Array.from({ length: PASSES }, () => frames / play(takes));
  console.log('\nSpeed, tracker only, one core, frames a second over the sequences');
  const [cold = 0, warm = 0] = [rates[0], Math.max(...rates)];
  console.log(`Lintel, first pass ${cold.toFixed(0)}, warm ${warm.toFixed(0)}`);
  console.log(
    `${PEER.name}, published: cold ${PEER.cold}, warm ${PEER.warm}; ${(warm / PEER.warm).toFixed(1)} × warm`,
  );
  const costs = crowdCosts();
  const twenty = costs[1] ?? Number.NaN;
  CROWDS.forEach(({ people, pictures }, n) => {
    const place = pictures === 1 ? 'in one picture' : `in one ${pictures} × as large`;
    const cost = costs[n] ?? Number.NaN;
    console.log(
      `${people} people ${place}: ${cost.toFixed(2)} µs a frame, ${(cost / twenty).toFixed(1)} × of 20`,
    );
  });
}
