// A radar's frames: a million damaged ones, and three simulated people in a queue among ghosts. The seeds differ from
// those of the tests, for which the filter's constants were chosen.
import { GhostFilter } from '../../../src/drivers/radar/ghost-filter.ts';
import { RadarFrames } from '../../../src/drivers/radar/radar-frames.ts';
import { playRadarQueue } from '../../../test/support/radar/radar-queue.ts';
import { Random } from '../../../test/support/seeded-random.ts';

const FRAMES = 1_000_000;
const SEEDS = [201, 202, 203, 204, 205];
const MINUTES = 45;
const MOST_ERROR = 0.1;
const MOST_GHOSTS = 0.02;

const GOOD = Buffer.from('aaff0300b084c4891e0068010000000000000000000000000000000055cc', 'hex');

function fuzz(): { readonly frames: number; readonly nsPerFrame: number } {
  const random = new Random(9);
  const radars = (['ld2450', 'ld2460'] as const).map((model) => new RadarFrames(model));
  const ghosts = new GhostFilter();
  let frames = 0;
  const beganMs = performance.now();
  for (let i = 0; i < FRAMES; i++) {
    const frame = new Uint8Array(GOOD);
    for (let n = random.int(0, 3); n > 0; n--) frame[random.int(0, 29)] = random.int(0, 255);
    const cut = random.chance(0.1) ? frame.subarray(0, random.int(0, 30)) : frame;
    const found = radars.flatMap((radar) => radar.push(cut));
    for (const targets of found) ghosts.filter(targets, i * 100);
    frames += found.length;
  }
  return { frames, nsPerFrame: ((performance.now() - beganMs) * 1e6) / FRAMES };
}

export function run(): void {
  const { frames, nsPerFrame } = fuzz();
  console.log(
    `radar: ${FRAMES} damaged frames, ${frames} read, none threw; ${nsPerFrame.toFixed(0)} ns each`,
  );
  const scores = SEEDS.map((seed) => playRadarQueue(seed, MINUTES));
  const sum = (of: 'trueMs' | 'countedMs' | 'ghostMs') => scores.reduce((all, score) => all + score[of], 0);
  const errors = scores.map(({ trueMs, countedMs }) => countedMs / trueMs - 1);
  const worst = Math.max(...errors.map(Math.abs));
  const ghosts = sum('ghostMs') / sum('trueMs');
  const list = errors.map((error) => `${(100 * error).toFixed(1)} %`).join(', ');
  console.log(`  person-time of three in a queue, by seed: ${list} (limit ${100 * MOST_ERROR} %)`);
  console.log(`  ghosts: ${(100 * ghosts).toFixed(2)} % of it (limit ${100 * MOST_GHOSTS} %)`);
  if (sum('trueMs') < 3_600_000) throw new Error('next to no person was in the queue');
  if (worst > MOST_ERROR || ghosts > MOST_GHOSTS) process.exitCode = 1;
}

if (import.meta.main) run();
