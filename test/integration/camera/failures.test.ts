import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createCameraLink } from '../../../src/links/camera/camera-link.ts';
import type { CameraLink, CameraOptions } from '../../../src/ports/camera-link.ts';
import { tempDir } from '../../support/temp-dir.ts';
import {
  clipOptions,
  collect,
  DISPLAY_TABLE,
  hasSharedData,
  MODEL,
  MODEL_FOLDER,
  makeClip,
  never,
  realLink,
} from './camera-clips.ts';

const PATH_WITHOUT_FFMPEG = '/nowhere';

/** A camera process of a few lines instead of the real one. */
function stubbedLink(code: string, more: Partial<Parameters<typeof createCameraLink>[0]> = {}): CameraLink {
  const program = join(tempDir(), 'stub.mjs');
  writeFileSync(program, code);
  return createCameraLink({ modelFolders: [], program: pathToFileURL(program), ...more });
}

/** A process that ended but that nobody asked after has no command line. */
function isRunning(pid: string): boolean {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) && readFileSync(file, 'utf8') !== '';
}

function childrenOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
}

const FRAME = "{ kind: 'frame', frame: { at: 1, widthPx: 2, heightPx: 2, boxes: [] } }";
const OPTIONS: CameraOptions = {
  source: { kind: 'file', path: '/dev/null' },
  detector: { model: MODEL },
  pace: 'live',
};

/** The detector that needs no model. */
const MOTION = { detector: { model: 'motion' } };

/** All processes whose command line contains the text. */
function processesWith(text: string): string[] {
  return execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(text) && !line.includes('ps -eo'));
}

describe('a camera process that fails (F45)', () => {
  test.each(['SIGILL', 'SIGSEGV', 'SIGBUS', 'SIGABRT', 'SIGKILL'])(
    '%s costs that camera alone, and the message names the signal',
    async (signal) => {
      const link = stubbedLink(
        `process.on('message', () => { process.send(${FRAME}, () => process.kill(process.pid, '${signal}')); });`,
      );
      const seen: unknown[] = [];
      const run = async () => {
        for await (const frame of link.frames(OPTIONS, never())) seen.push(frame);
      };
      await expect(run()).rejects.toMatchObject({
        code: 'DETECTOR_FAILED',
        message: expect.stringContaining(signal),
      });
      expect(seen).toHaveLength(1);
    },
  );

  test('reports the exit code and last output of one that ends silently', async () => {
    const link = stubbedLink(
      "process.on('message', () => { console.error('no such thing'); process.exit(3); });",
    );
    await expect(collect(link.frames(OPTIONS, never()))).rejects.toMatchObject({
      code: 'DETECTOR_FAILED',
      message: expect.stringMatching(/exit code 3.*no such thing/s),
    });
  });

  test('reports one that runs out of memory as such', async () => {
    const link = stubbedLink(
      "const all = []; process.on('message', () => { for (;;) all.push(new Array(1e6).fill(all)); });",
    );
    await expect(collect(link.frames(OPTIONS, never()))).rejects.toMatchObject({
      code: 'DETECTOR_FAILED',
      message: expect.stringContaining('memory'),
    });
  });

  const ALIVE = "process.send({ kind: 'alive', rssBytes: 1 }, undefined, undefined, then);";
  const FROZEN = "process.kill(process.pid, 'SIGSTOP');";
  const compute = (ms: number) => `for (const end = Date.now() + ${ms}; Date.now() < end; );`;

  test.each([
    ['frozen from its start', 'then();', FROZEN, { startMs: 1_000, hangMs: 1_000 }],
    ['frozen after a sign of life', ALIVE, FROZEN, { hangMs: 1_000 }],
    ['that computes for ever', ALIVE, compute(60_000), { hangMs: 500 }],
  ] as const)('one %s is ended after the time allowed', async (_what, first, then, limits) => {
    const stub = `const then = () => { ${then} }; process.on('message', () => { ${first} });`;
    await expect(collect(stubbedLink(stub, limits).frames(OPTIONS, never()))).rejects.toMatchObject({
      code: 'DETECTOR_FAILED',
      message: expect.stringMatching(/no sign of life for \d+ s/),
    });
  });

  test('one that loads a model for longer than the time allowed is given the time', async () => {
    const stub = `const then = () => { ${compute(1_500)} process.send(${FRAME}, () => process.exit(7)); };
      process.on('message', () => { ${ALIVE} });`;
    const seen: unknown[] = [];
    const run = async () => {
      for await (const frame of stubbedLink(stub, { hangMs: 500 }).frames(OPTIONS, never())) seen.push(frame);
    };
    await expect(run()).rejects.toMatchObject({ message: expect.stringContaining('exit code 7') });
    expect(seen).toHaveLength(1);
  });

  test('one that leaks is ended when it has grown too far', async () => {
    const link = stubbedLink(
      "process.on('message', () => process.send({ kind: 'alive', rssBytes: 2 ** 32 })); setInterval(() => {}, 1000);",
    );
    await expect(collect(link.frames(OPTIONS, never()))).rejects.toMatchObject({
      code: 'DETECTOR_FAILED',
      message: expect.stringContaining('grew to 4096 MiB'),
    });
  });

  test('what the process started dies with it', async () => {
    const mark = `sleep 98765.${process.pid}`;
    const link = stubbedLink(
      `import { spawn } from 'node:child_process';
       spawn('/bin/sleep', ['98765.${process.pid}'], { stdio: 'ignore' });
       process.on('message', () => process.send(${FRAME}, () => setTimeout(() => process.kill(process.pid, 'SIGSEGV'), 100)));`,
    );
    await expect(collect(link.frames(OPTIONS, never()))).rejects.toMatchObject({ code: 'DETECTOR_FAILED' });
    await expect.poll(() => processesWith(mark)).toEqual([]);
  });

  test('a slow reader of a file holds the process back, one of a live camera gets the newest', async () => {
    const stub = `let left = 0; let sent = 0;
      const go = () => { while (left > 0 && sent < 400) { left -= 1; sent += 1; process.send({ kind: 'frame', frame: { at: sent, widthPx: 2, heightPx: 2, boxes: [] } }); } };
      process.on('message', (m) => { left += m.kind === 'start' ? (m.options.pace === 'live' ? 400 : m.credit) : m.frames; go(); });`;
    const newest: Record<string, number> = {};
    for (const pace of ['live', 'every'] as const) {
      const frames = stubbedLink(stub)
        .frames({ ...OPTIONS, pace }, never())
        [Symbol.asyncIterator]();
      expect((await frames.next()).value?.at).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 500));
      newest[pace] = (await frames.next()).value?.at ?? 0;
      await frames.return?.();
    }
    expect(newest['every']).toBe(2);
    expect(newest['live']).toBeGreaterThan(100);
  });
});

describe('a file that a crash interrupts', () => {
  test('goes on where it has got to, and is not counted again from its start', async () => {
    const path = join(tempDir(), 'interrupted.mp4');
    makeClip('-f', 'lavfi', '-i', 'testsrc=s=320x240:r=10:d=60', '-c:v', 'mpeg4', path);
    const link = createCameraLink({ modelFolders: [] });
    const options: CameraOptions = { ...clipOptions(path, MOTION), sensor: 'cam', pace: 'live' };
    const live = { ...options, source: { kind: 'file', path } } as const;
    let first = 0;
    const run = async () => {
      for await (const { at } of link.frames(live, never())) {
        first ||= at;
        const [pid] = processesWith(`file:${path}`).map((line) => Number.parseInt(line, 10));
        if (at > first + 500 && pid !== undefined) process.kill(pid, 'SIGKILL');
      }
    };
    await expect(run()).rejects.toMatchObject({ code: 'INPUT_UNREADABLE' });
    const [again] = await collect(link.frames(live, never()), 1);
    // Picture n was taken n tenths of a second after the first, in whichever process.
    expect(((again?.at ?? 0) - first) % 100).toBe(0);
    expect((again?.at ?? 0) - first).toBeGreaterThan(500);
    expect(Math.abs((again?.at ?? 0) - Date.now())).toBeLessThan(5_000);
  });
});

describe('a camera whose source fails', () => {
  test('a file that is not there is named', async () => {
    await expect(
      collect(realLink.frames(clipOptions('/no/such/clip.mp4', MOTION), never())),
    ).rejects.toMatchObject({
      code: 'LINK_NOT_FOUND',
      message: 'no video file at /no/such/clip.mp4: check the path',
    });
  });

  test('reports a file that is no video', async () => {
    const path = join(tempDir(), 'not-a-video.mp4');
    writeFileSync(path, 'This is a letter.\n'.repeat(1000));
    await expect(collect(realLink.frames(clipOptions(path, MOTION), never()))).rejects.toMatchObject({
      code: 'INPUT_UNREADABLE',
      message: expect.stringContaining('cannot be read as video: '),
    });
  });

  test('reports a missing ffmpeg with its install command', async () => {
    const link = createCameraLink({ modelFolders: [], commandPath: PATH_WITHOUT_FFMPEG });
    await expect(
      collect(link.frames(clipOptions(import.meta.filename, MOTION), never())),
    ).rejects.toMatchObject({
      code: 'LINK_NOT_FOUND',
      message: expect.stringContaining('apt-get install ffmpeg'),
    });
  });

  test('reports a missing device', async () => {
    const options = clipOptions('', {
      ...MOTION,
      source: { kind: 'v4l2', device: '/dev/video99' },
      pace: 'live',
    });
    await expect(collect(realLink.frames(options, never()))).rejects.toMatchObject({
      code: 'LINK_NOT_FOUND',
      message: expect.stringContaining('/dev/video99'),
    });
  });

  test('a source without pictures is silent, not absent', async () => {
    const folder = tempDir();
    writeFileSync(join(folder, 'ffmpeg'), '#!/bin/sh\nexec sleep 60\n');
    chmodSync(join(folder, 'ffmpeg'), 0o755);
    const link = createCameraLink({
      modelFolders: [],
      commandPath: `${folder}:/usr/bin:/bin`,
      startMs: 1_000,
    });
    const options = clipOptions('', {
      ...MOTION,
      source: { kind: 'rtsp', url: 'rtsp://me:secret@127.0.0.1/x' },
      pace: 'live',
    });
    await expect(collect(link.frames(options, never()))).rejects.toMatchObject({
      code: 'LINK_SILENT',
      message: 'rtsp://127.0.0.1 gave no picture for 1 s',
    });
  });
});

describe.skipIf(!hasSharedData)('a camera that is stopped (skipped without the shared clips)', () => {
  test('an abort ends it within a second, without an error, and nothing of it is left', async () => {
    const path = join(tempDir(), 'stopped.mp4');
    copyFileSync(DISPLAY_TABLE, path);
    const abort = new AbortController();
    let abortedAt = 0;
    let seen = 0;
    for await (const _frame of realLink.frames(clipOptions(path), abort.signal)) {
      seen += 1;
      if (seen !== 5) continue;
      expect(processesWith(path)).not.toEqual([]);
      abortedAt = performance.now();
      abort.abort();
    }
    expect(performance.now() - abortedAt).toBeLessThan(1_000);
    expect(seen).toBe(5);
    await expect.poll(() => processesWith(path)).toEqual([]);
  });

  test('a reader that simply leaves stops it as well', async () => {
    const path = join(tempDir(), 'left.mp4');
    copyFileSync(DISPLAY_TABLE, path);
    await collect(realLink.frames(clipOptions(path), never()), 3);
    await expect.poll(() => processesWith(path)).toEqual([]);
  });

  test('an abort while a file waits for its start time ends it', async () => {
    const source = { kind: 'file', path: DISPLAY_TABLE, startAt: (Date.now() + 3_600_000) as never } as const;
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 1_500);
    const frames = await collect(realLink.frames(clipOptions('', { source, pace: 'live' }), abort.signal));
    expect(frames).toEqual([]);
  });
});

test('a gateway that is killed takes its cameras with it', async () => {
  const path = join(tempDir(), 'orphan.mp4');
  makeClip('-f', 'lavfi', '-i', 'testsrc=s=320x240:r=10:d=60', '-c:v', 'mpeg4', path);
  const link = new URL('../../../src/links/camera/camera-link.ts', import.meta.url).href;
  const options = JSON.stringify({ source: { kind: 'file', path }, ...MOTION, pace: 'live' });
  const gateway = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { createCameraLink } from '${link}';
     const frames = createCameraLink({ modelFolders: [] }).frames(${options}, new AbortController().signal);
     for await (const frame of frames) console.log(frame.at);`,
  ]);
  await once(gateway.stdout, 'data');
  const [camera = ''] = childrenOf(gateway.pid ?? 0);
  expect([isRunning(camera), processesWith(`file:${path}`).length]).toEqual([true, 1]);
  gateway.kill('SIGKILL');
  await expect.poll(() => [isRunning(camera), processesWith(`file:${path}`)]).toEqual([false, []]);
});

describe('a model file that is wrong (F46)', () => {
  const clip = () => {
    const path = join(tempDir(), 'grey.mp4');
    makeClip('-f', 'lavfi', '-i', 'color=gray:s=64x64:r=5:d=1', '-c:v', 'mpeg4', path);
    return clipOptions(path);
  };

  test('reports a missing one with the command that fetches it', async () => {
    const link = createCameraLink({ modelFolders: [tempDir()] });
    await expect(collect(link.frames(clip(), never()))).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringContaining(`run 'lintel model pull ${MODEL}'`),
    });
  });

  test.skipIf(!hasSharedData)(
    'a truncated one is refused before it is loaded (skipped without the models)',
    async () => {
      const folder = tempDir();
      mkdirSync(join(folder, MODEL));
      const name = 'object_detection_nanodet_2022nov.onnx';
      copyFileSync(join(MODEL_FOLDER, MODEL, name), join(folder, MODEL, name));
      chmodSync(join(folder, MODEL, name), 0o644);
      truncateSync(join(folder, MODEL, name), 100_000);
      const link = createCameraLink({ modelFolders: [folder] });
      await expect(collect(link.frames(clip(), never()))).rejects.toMatchObject({
        code: 'MODEL_CORRUPT',
        message: expect.stringMatching(
          /has 100000 bytes instead of 3800954: it was not loaded; run 'lintel model pull/,
        ),
      });
    },
  );
});

describe('a camera while memory runs short (F52)', () => {
  const ALIVE = "process.send({ kind: 'alive', rssBytes: 1 })";

  test('is switched off, and is not opened again until there is room', async () => {
    let shortage: string | undefined;
    const link = stubbedLink(
      `process.on('message', () => { process.send(${FRAME}); setInterval(() => ${ALIVE}, 20); });`,
      { shortage: () => shortage },
    );
    const run = async (more: () => void) => {
      for await (const _ of link.frames(OPTIONS, never())) more();
    };
    const short = { code: 'MEMORY_LOW', message: expect.stringContaining('the board is full') };
    const outOfRoom = () => {
      shortage = 'the board is full';
    };
    await expect(run(outOfRoom)).rejects.toMatchObject(short);
    await expect(run(outOfRoom)).rejects.toMatchObject(short);
    shortage = undefined;
    await expect(
      run(() => {
        throw new Error('a frame came');
      }),
    ).rejects.toThrow('a frame came');
  });
});
