import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../../src/core/model/gateway-error.ts';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import type { CameraFrame, CameraOptions } from '../../../src/ports/camera-link.ts';
import { CameraSession } from '../../../src/vision/camera-session.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { isRotated, joined, rewrapped, scratched, testFilm, truncated } from './odd-clips.ts';

const START = Date.UTC(2026, 0, 5, 9) as EpochMs;
const CLOCKS = { wallMs: Date.now, monotonicMs: () => performance.now() };
const HOURS_MS = 3_600_000;

interface Read {
  readonly frames: CameraFrame[];
  readonly failure?: GatewayError;
}

/** What the camera process makes of a file, with the detector that needs no model. */
async function read(path: string, more: Partial<CameraOptions> = {}): Promise<Read> {
  const source = { kind: 'file' as const, path, ...(more.pace === 'live' ? {} : { startAt: START }) };
  const options: CameraOptions = { source, detector: { model: 'motion' }, pace: 'every', ...more };
  const limits = {
    commandPath: '/usr/local/bin:/usr/bin:/bin',
    startMs: 60_000,
    silentMs: 60_000,
    credit: 1,
  };
  const session = new CameraSession(
    { kind: 'start', options, modelFolders: [], ...limits },
    CLOCKS,
    () => {},
  );
  const frames: CameraFrame[] = [];
  try {
    for await (const frame of session.frames()) frames.push(frame);
    return { frames };
  } catch (error) {
    if (error instanceof GatewayError) return { frames, failure: error };
    throw error;
  }
}

const times = ({ frames }: Read) => frames.map(({ at }) => at - START);
const everyTenth = (count: number) => Array.from({ length: count }, (_, n) => 100 * n);

describe('an odd file that is whole is read rightly', { timeout: 60_000 }, () => {
  test.each<[what: string, path: () => string, size: string]>([
    ['10 bit', () => testFilm('ten.mkv', { more: ['-c:v', 'ffv1', '-pix_fmt', 'yuv420p10le'] }), '320x240'],
    ['4K', () => testFilm('4k.mp4', { size: '3840x2160', seconds: 0.5 }), '3840x2160'],
    ['portrait', () => testFilm('portrait.mp4', { size: '240x426' }), '240x426'],
    [
      'odd sides',
      () => testFilm('odd.mkv', { more: ['-vf', 'scale=321:241', '-pix_fmt', 'yuv444p', '-c:v', 'ffv1'] }),
      '321x241',
    ],
    ['a wide strip', () => testFilm('strip.mp4', { size: '1280x64' }), '1280x64'],
    [
      'interlaced',
      () => testFilm('lace.mpg', { more: ['-c:v', 'mpeg2video', '-flags', '+ildct+ilme', '-r', '25'] }),
      '320x240',
    ],
    ['MJPEG in AVI', () => testFilm('old.avi', { more: ['-c:v', 'mjpeg'] }), '320x240'],
    [
      'VP8 in WebM',
      () => testFilm('web.webm', { more: ['-c:v', 'libvpx', '-deadline', 'realtime'] }),
      '320x240',
    ],
    [
      'pictures that refer ahead',
      () => testFilm('b.mp4', { more: ['-c:v', 'libx264', '-bf', '3'] }),
      '320x240',
    ],
    ['grey', () => testFilm('grey.mkv', { more: ['-c:v', 'ffv1', '-pix_fmt', 'gray'] }), '320x240'],
  ])('%s', async (what, path, size) => {
    const seen = await read(path());
    expect(seen.failure).toBeUndefined();
    const stepMs = what === 'interlaced' ? 40 : 100;
    expect(seen.frames.length).toBeGreaterThanOrEqual(5);
    expect(times(seen)).toEqual(times(seen).map((_, n) => stepMs * n));
    expect(new Set(seen.frames.map(({ widthPx, heightPx }) => `${widthPx}x${heightPx}`))).toEqual(
      new Set([size]),
    );
  });

  test('rotated by its head, it has the size that people see', async () => {
    const path = rewrapped(testFilm('up.mp4'), 'side.mp4', '-c', 'copy', '-metadata:s:v:0', 'rotate=90');
    expect(isRotated(path)).toBe(true);
    const [first] = (await read(path)).frames;
    expect([first?.widthPx, first?.heightPx]).toEqual([240, 320]);
  });

  test('a variable rate, and a time that begins with hour one', async () => {
    const filter = ['-vf', "select='mod(n,3)'", '-fps_mode', 'vfr', ...['-c:v', 'mpeg4']];
    const uneven = await read(rewrapped(testFilm('even.mkv'), 'uneven.mkv', ...filter));
    expect(times(uneven)).toEqual(
      everyTenth(20)
        .filter((ms) => (ms / 100) % 3 !== 0)
        .map((ms) => ms - 100),
    );
    const late = rewrapped(testFilm('early.ts'), 'late.ts', '-c', 'copy', '-output_ts_offset', '3600');
    expect(times(await read(late))).toEqual(everyTenth(20));
  });

  test('120 frames a second, of which five are looked at, and one picture in ten seconds', async () => {
    const fast = await read(testFilm('fast.mp4', { rate: 120 }), { framesPerSecond: 5 });
    // A picture an eighth of a period early still counts for its place in the grid.
    expect(times(fast).map((ms) => 200 * Math.ceil(ms / 200))).toEqual(
      Array.from({ length: 11 }, (_, n) => 200 * n),
    );
    const lapse = await read(testFilm('lapse.mp4', { rate: 0.1, seconds: 50 }));
    expect(times(lapse)).toEqual([0, 10_000, 20_000, 30_000, 40_000]);
  });

  test('a single picture, and sound that goes on after the pictures', async () => {
    expect(times(await read(testFilm('one.mp4', { seconds: 0.1 })))).toEqual([0]);
    const sound = ['-f', 'lavfi', '-t', '9', '-i', 'sine', '-c:v', 'copy', '-c:a', 'aac'];
    const long = await read(rewrapped(testFilm('mute.mp4'), 'sound.mp4', ...sound));
    expect([long.failure, long.frames.length]).toEqual([undefined, 20]);
  });

  test('a jump of two hours is a hole of two hours', async () => {
    const jump = ['-vf', "setpts='PTS+gt(N,9)*7200/TB'", '-fps_mode', 'passthrough', '-c:v', 'ffv1'];
    const path = rewrapped(testFilm('day.mkv'), 'jump.mkv', ...jump);
    const seen = await read(path);
    expect(seen.failure).toBeUndefined();
    expect(times(seen)).toEqual(everyTenth(20).map((ms) => (ms < 1_000 ? ms : ms + 2 * HOURS_MS)));
    const live = await read(path, { pace: 'live' });
    expect(live.frames).toHaveLength(10);
    expect(live.failure?.message).toMatch(
      /is read up to 0\.9 s only: its time then jumps ahead by 7200\.1 s\. Cut it/,
    );
  });
});

describe('a file that cannot be read to its end says so', { timeout: 60_000 }, () => {
  const faststart = ['-c', 'copy', '-movflags', '+faststart'];
  test.each<[what: string, path: () => string, least: number, message: RegExp]>([
    [
      'an MKV cut off at 60 %',
      () => truncated(testFilm('cut.mkv'), 0.6),
      8,
      /is incomplete: the last picture is at \d\.\d s of 2\.0 s/,
    ],
    [
      'an MP4 cut off at 60 %, head first',
      () => truncated(rewrapped(testFilm('a.mp4'), 'cut.mp4', ...faststart), 0.6),
      8,
      /is incomplete: .* of 2\.0 s/,
    ],
    [
      'an MP4 cut off at 60 %, head last',
      () => truncated(testFilm('tail.mp4'), 0.6),
      0,
      /cannot be read as video: .*moov/,
    ],
    [
      'a WebM cut off at 60 %',
      () => truncated(testFilm('cut.webm', { more: ['-c:v', 'libvpx'] }), 0.6),
      8,
      /is incomplete/,
    ],
    [
      'an AVI cut off at 60 %',
      () => truncated(testFilm('cut.avi', { more: ['-c:v', 'mpeg4'] }), 0.6),
      8,
      /is incomplete/,
    ],
    [
      'an MP4 with broken places',
      () => scratched(rewrapped(testFilm('b.mp4'), 'bad.mp4', ...faststart)),
      8,
      /is incomplete: .*parts cannot be read/,
    ],
    [
      'a stream resized midway',
      () => joined('size.ts', testFilm('s.ts'), testFilm('l.ts', { size: '640x480' })),
      20,
      /changed its pictures from 320×240 to 640×480/,
    ],
    [
      'time stamps that go back',
      () => joined('back.ts', testFilm('x.ts'), testFilm('y.ts')),
      20,
      /its time then goes back by 1\.9 s\. Cut it/,
    ],
    [
      'sound alone',
      () => testFilm('sound.m4a', { more: ['-f', 'lavfi', '-i', 'sine', '-t', '1', '-map', '1:a'] }),
      0,
      /cannot be read as video/,
    ],
  ])('%s', async (_what, path, least, message) => {
    const { frames, failure } = await read(path());
    expect(failure).toMatchObject({ code: 'INPUT_UNREADABLE', message: expect.stringMatching(message) });
    expect(frames.length).toBeGreaterThanOrEqual(least);
  });

  test.each([
    ['an empty file', ''],
    ['a letter', 'Dear camera,\n'.repeat(500)],
  ])('%s', async (_what, text) => {
    const path = join(tempDir(), 'none.mp4');
    writeFileSync(path, text);
    const { frames, failure } = await read(path);
    expect([frames.length, failure?.code]).toEqual([0, 'INPUT_UNREADABLE']);
  });

  test('pictures of another size than the settings say', async () => {
    const { failure } = await read(testFilm('small.mp4'), { pictureSize: { widthPx: 640, heightPx: 480 } });
    expect(failure).toMatchObject({
      code: 'SETTINGS_INVALID',
      message: expect.stringContaining('gives pictures of 320×240, its settings say 640×480'),
    });
  });
});
