import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { tempDir } from '../../support/temp-dir.ts';
import { makeClip } from './camera-clips.ts';

const TEST_PICTURE = ['-f', 'lavfi', '-i'];
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '10'];

/** Films that were made before, by what they are: each start of ffmpeg takes half a second. */
const made = new Map<string, Buffer>();

/** A film of a moving test picture, ten frames a second. */
export function testFilm(
  name: string,
  { size = '320x240', seconds = 2, rate = 10, more = H264 } = {},
): string {
  const path = join(tempDir(), name);
  const args = [...TEST_PICTURE, `testsrc2=s=${size}:r=${rate}:d=${seconds}`, ...more];
  const key = [...args, extname(name)].join(' ');
  const film = made.get(key);
  if (film === undefined) makeClip(...args, path);
  else writeFileSync(path, film);
  made.set(key, film ?? readFileSync(path));
  return path;
}

/** The same film in other wrapping: ffmpeg's arguments between input and output. */
export function rewrapped(path: string, name: string, ...args: string[]): string {
  const to = join(tempDir(), name);
  makeClip('-i', path, ...args, to);
  return to;
}

/** The first `share` of a file's bytes. */
export function truncated(path: string, share: number): string {
  const bytes = readFileSync(path);
  const to = join(tempDir(), path.slice(path.lastIndexOf('/') + 1));
  writeFileSync(to, bytes.subarray(0, Math.floor(share * bytes.length)));
  return to;
}

/** Noise over the bytes from one third to two thirds, in forty places. */
export function scratched(path: string): string {
  const bytes = readFileSync(path);
  for (let n = 0; n < 40; n++) {
    const from = Math.floor((bytes.length * (40 + n)) / 120);
    bytes.fill((37 * n) % 256, from, from + 32);
  }
  const to = join(tempDir(), path.slice(path.lastIndexOf('/') + 1));
  writeFileSync(to, bytes);
  return to;
}

export function joined(name: string, ...paths: string[]): string {
  const to = join(tempDir(), name);
  writeFileSync(to, Buffer.concat(paths.map((path) => readFileSync(path))));
  return to;
}

export function isRotated(path: string): boolean {
  const asked = ['-v', 'error', '-show_entries', 'stream_side_data=rotation', '-of', 'csv=p=0', path];
  return /-?90/.test(execFileSync('ffprobe', asked, { encoding: 'utf8' }));
}
