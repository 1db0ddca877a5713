/**
 * What a camera costs while nothing moves, and that resting changes no visit: `node scripts/benchmarks/tracking/still.ts`.
 * Four cameras then run at once on this machine's cores: two see people, two an empty room. Exits non-zero where a bar
 * is missed.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import { driver } from '../../../src/drivers/camera.ts';
import { createCameraLink } from '../../../src/links/camera/camera-link.ts';
import type { CameraOptions } from '../../../src/ports/camera-link.ts';
import { sharedPath } from '../../../test/support/shared-data.ts';
import { detectClip, MODELS } from './detect-clip.ts';
import { readPixelClips, scoreClip, scoreTable, TABLE_CLIP } from './pixel-zones.ts';

const FOLDER = sharedPath('data/video');
const DEFAULTS = driver.config.parse({ source: { device: '/dev/video0' } });
const model = String(DEFAULTS['model']);
const framesPerSecond = Number(DEFAULTS['framesPerSecond']);
const SURE_SCORE = 0.7;
const MAX_EMPTY_SHARE = 0.15;
/** Of the table's clip: the room before its first visitor, and a visit, seconds. */
const PARTS = { empty: [0, 5.5], full: [26, 31.5] } as const;
/** Each part plays forth and back so often: no picture jumps. */
const ROUNDS = 4;
/** Each cost is the least of so many passes, in turn: other work on the machine only adds. */
const PASSES = 3;
const LIVE_S = 40;
/** Busy cameras may differ by this share of their pictures. */
const MAX_UNEVEN = 0.1;
/** USER_HZ of every Linux that Node runs on. */
const TICKS_PER_S = 100;

/** More work than two cores can do for two cameras that see people. */
const SLOW_MODEL = 'nanodet-m-tfjs';

const link = createCameraLink({ modelFolders: [MODELS] });

/** A part of the table's clip, forth and back, as a camera would compress it. */
function makePart(folder: string, name: keyof typeof PARTS): string {
  const path = join(folder, `${name}.mp4`);
  const [from, to] = PARTS[name];
  const filter = `trim=${from}:${to},setpts=PTS-STARTPTS,split[a][b];[b]reverse[r];[a][r]concat,loop=${ROUNDS - 1}:110`;
  const coded = ['-r', '10', '-c:v', 'libx264', '-preset', 'veryfast', '-g', '50'];
  const args = ['-i', join(FOLDER, TABLE_CLIP), '-filter_complex', filter, ...coded, path];
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args]);
  return path;
}

function optionsOf(path: string, more: Partial<CameraOptions>): CameraOptions {
  const source = { kind: 'file' as const, path, startAt: 0 as EpochMs };
  return { source, detector: { model }, framesPerSecond, pace: 'every', ...more };
}

/** Processor seconds of processes that this one started and that have ended, those they started included. */
function childSeconds(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_S;
}

/** Of the whole camera process with its decoder. */
async function costSeconds(path: string, more: Partial<CameraOptions>): Promise<number> {
  const before = childSeconds();
  for await (const _frame of link.frames(optionsOf(path, more), new AbortController().signal));
  return childSeconds() - before;
}

function check(what: string, isMet: boolean): void {
  console.log(`${isMet ? 'met   ' : 'MISSED'} ${what}`);
  if (!isMet) process.exitCode = 1;
}

async function measureCost(folder: string): Promise<void> {
  const [empty, full] = [makePart(folder, 'empty'), makePart(folder, 'full')];
  const start = join(folder, 'start.mp4');
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', '-i', empty, '-frames:v', '1', start]);
  const rests = { restsWhenStill: true };
  const runs: number[][] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    runs.push([
      await costSeconds(start, {}),
      await costSeconds(full, rests),
      await costSeconds(empty, {}),
      await costSeconds(empty, rests),
    ]);
  }
  const least = (n: number) => Math.min(...runs.map((run) => run[n] ?? Number.NaN));
  const startS = least(0);
  const [fullS, awakeS, emptyS] = [least(1) - startS, least(2) - startS, least(3) - startS];
  const seconds = (2 * (PARTS.full[1] - PARTS.full[0]) * ROUNDS) / 1000;
  const per = (s: number) => `${(s / seconds).toFixed(1)} ms of processor time a second`;
  console.log(`\n${model}, ${framesPerSecond} frames/s; start ${startS.toFixed(1)} s, left out below`);
  console.log(`  people in view              ${per(fullS)}`);
  console.log(`  empty, without resting      ${per(awakeS)}`);
  console.log(`  empty                       ${per(emptyS)}`);
  const share = emptyS / fullS;
  check(
    `empty costs ${(100 * share).toFixed(1)} % of full ≤ ${100 * MAX_EMPTY_SHARE} %`,
    share <= MAX_EMPTY_SHARE,
  );
}

async function compareVisits(): Promise<void> {
  const table = async (rests: boolean) =>
    JSON.stringify(scoreTable(await detectClip(join(FOLDER, TABLE_CLIP), model, rests), SURE_SCORE));
  const [all, rested] = [await table(false), await table(true)];
  console.log(`\n${TABLE_CLIP}: ${all} without resting, ${rested} with`);
  check(`${TABLE_CLIP}: the same visits`, all === rested);
  const [clip] = readPixelClips();
  if (clip === undefined) return;
  const visits = async (rests: boolean) => {
    const { zones, lines } = scoreClip(
      clip,
      await detectClip(join(FOLDER, clip.name), model, rests),
      SURE_SCORE,
    );
    return JSON.stringify([zones.map((zone) => zone.visits), lines]);
  };
  const [every, fewer] = [await visits(false), await visits(true)];
  console.log(`${clip.name}: ${every} without resting, ${fewer} with`);
  check(`${clip.name}: the same visits and crossings`, every === fewer);
}

/** Pictures that a live camera tells in the time. */
async function countLive(path: string, startAt: EpochMs): Promise<number> {
  const source = { kind: 'file' as const, path, startAt };
  const stop = AbortSignal.timeout(startAt - Date.now() + 1_000 * LIVE_S);
  let frames = 0;
  const detector = { model: SLOW_MODEL };
  const { framesPerSecond: _all, ...every } = optionsOf(path, {
    source,
    detector,
    pace: 'live',
    restsWhenStill: true,
  });
  for await (const _frame of link.frames(every, stop)) frames += 1;
  return frames;
}

/** Every picture of ten a second, with the slow model: more than two cores can do for all four. */
async function measureShares(folder: string): Promise<void> {
  const paths = ['full', 'full', 'empty', 'empty'].map((name) => join(folder, `${name}.mp4`));
  const startAt = (Date.now() + 10_000) as EpochMs;
  const [one = 0, other = 0, ...still] = await Promise.all(paths.map((path) => countLive(path, startAt)));
  console.log(
    `\nFour live cameras on ${availableParallelism()} cores, pictures told in ${LIVE_S} s of ${10 * LIVE_S}:`,
  );
  console.log(`  people in view ${one} and ${other}, empty ${still.join(' and ')}`);
  check(
    'two cameras that see people get the same',
    Math.abs(one - other) <= MAX_UNEVEN * Math.max(one, other),
  );
  check(
    'cameras of an empty room miss nothing',
    still.every((frames) => frames >= 0.95 * 10 * LIVE_S),
  );
}

export async function run(): Promise<void> {
  if (!existsSync(FOLDER) || !existsSync(MODELS)) return console.warn(`SKIPPED: no clips at ${FOLDER}`);
  const folder = mkdtempSync(join(tmpdir(), 'lintel-still-'));
  try {
    await measureCost(folder);
    await measureShares(folder);
    await compareVisits();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) await run();
