/**
 * People tracking against ground truth: identities, detections, speed. `node scripts/benchmarks/tracking/tracking.ts [--quick]`;
 * `--quick` leaves out the slow part, how a leave-one-sequence-out choice of the constants would have scored.
 */
import type { TrackerSettings } from '../../../src/core/tracking/tracker-settings.ts';
import { seeded } from '../../../test/unit/core/tracking/scene.ts';
import type { MotSequence } from './mot-data.ts';
import { hasMotData, MOT_FOLDER, readMotSequences } from './mot-data.ts';
import type { MotCounts } from './mot-metrics.ts';
import { countMot, scoreMot, sumCounts } from './mot-metrics.ts';
import { everyFrame, onlyFrames, trackSequence } from './mot-run.ts';
import { printChoice } from './tracking-choice.ts';
import { printLineCounts } from './tracking-lines.ts';
import { printPixels } from './tracking-pixels.ts';
import { printSpeed } from './tracking-speed.ts';

/** Published with the data: online, repository defaults, on the same detections, scored by the same definitions. */
const PUBLISHED_EVERY = [
  ['SORT (1 / 3 / 0.3)', 40.7, 39.5, 42.4, 44.0, 53.8, 238],
  ['SORT, max_age 30', 39.7, 38.8, 41.1, 42.6, 53.5, 241],
  ['ByteTrack', 39.3, 40.6, 38.5, 42.4, 53.1, 272],
  ['OC-SORT', 38.3, 38.0, 38.9, 42.2, 52.8, 206],
  ['node-moving-things-tracker', 36.6, 38.2, 35.2, 38.7, 48.8, 270],
  ['norfair', 35.5, 35.1, 36.3, 25.5, 48.3, 108],
] as const;
const PUBLISHED_THIRD = [
  ['ByteTrack', 35.1, null, null, 37.9, 46.5, 264],
  ['SORT', 34.8, null, null, 35.7, 47.0, 132],
  ['node-moving-things-tracker', 33.4, null, null, 35.0, 44.1, 224],
  ['OC-SORT', 32.3, null, null, 34.5, 42.9, 156],
  ['norfair', 26.4, null, null, 4.1, 35.6, 80],
] as const;
const DROP_SEEDS = [1, 2, 3, 4, 5];

export function countFrames(
  sequence: MotSequence,
  frames: readonly number[],
  settings?: TrackerSettings,
): MotCounts {
  const result = trackSequence(sequence, frames, settings === undefined ? {} : { settings });
  return countMot(onlyFrames(sequence.truth, frames), result);
}

type Row = readonly [label: string, ...values: (number | null)[]];

function printTable(title: string, rows: readonly Row[]): void {
  console.log(`\n${title}`);
  console.log(`${' '.repeat(44)}   HOTA   DetA   AssA   MOTA   IDF1  switches`);
  for (const [label, ...values] of rows) {
    const cells = values.map((value, n) =>
      (value === null ? '–' : value.toFixed(n === 5 ? 0 : 1)).padStart(7),
    );
    console.log(label.padEnd(44) + cells.join(''));
  }
}

function row(label: string, counts: MotCounts): Row {
  const { hota, detA, assA, mota, idf1, switches } = scoreMot(counts);
  return [label, 100 * hota, 100 * detA, 100 * assA, 100 * mota, 100 * idf1, switches];
}

function published(rows: readonly Row[]): Row[] {
  return rows.map(([label, ...values]) => [`${label}, published`, ...values]);
}

function combined(sequences: readonly MotSequence[], framesOf: (one: MotSequence) => number[]): MotCounts {
  return sumCounts(sequences.map((one) => countFrames(one, framesOf(one))));
}

function randomHalf(sequence: MotSequence, seed: number): number[] {
  const random = seeded(seed);
  return everyFrame(sequence).filter(() => random() < 0.5);
}

function printAccuracy(sequences: readonly MotSequence[]): void {
  const every = sequences.map((one) => row(`  ${one.name}`, countFrames(one, everyFrame(one))));
  printTable('Every frame', [
    row(
      'Lintel',
      combined(sequences, (one) => everyFrame(one)),
    ),
    ...every,
    ...published(PUBLISHED_EVERY),
  ]);
  const thirds = [1, 2, 3].map((first) =>
    row(
      `Lintel, frames ${first}, ${first + 3}, …`,
      combined(sequences, (one) => everyFrame(one, 3, first)),
    ),
  );
  printTable('Every third frame', [...thirds, ...published(PUBLISHED_THIRD)]);
  const second = row(
    'Lintel, every second frame',
    combined(sequences, (one) => everyFrame(one, 2)),
  );
  const dropped = DROP_SEEDS.map((seed) =>
    row(
      `Lintel, half dropped at random, seed ${seed}`,
      combined(sequences, (one) => randomHalf(one, seed)),
    ),
  );
  printTable('Frames dropped at random, times given', [second, ...dropped]);
  const worst = Math.min(...dropped.map(([, hota]) => Number(hota)));
  console.log(
    `Worst drop against every second frame: ${(worst - Number(second[1])).toFixed(1)} points of HOTA`,
  );
}

export async function run(withChoice = true): Promise<void> {
  if (!hasMotData()) return console.warn(`SKIPPED: no sequences at ${MOT_FOLDER}`);
  const sequences = readMotSequences();
  printAccuracy(sequences);
  printLineCounts(sequences);
  printSpeed(sequences);
  await printPixels(sequences);
  if (withChoice) printChoice(sequences, countFrames);
}

if (import.meta.main) await run(!process.argv.includes('--quick'));
