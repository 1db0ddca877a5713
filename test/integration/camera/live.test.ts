import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createCameraLink } from '../../../src/links/camera/camera-link.ts';
import type { CameraFrame, CameraOptions } from '../../../src/ports/camera-link.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { collect, never, realLink } from './camera-clips.ts';
import { RtspCamera } from './rtsp-server.ts';

const live = (source: CameraOptions['source'], framesPerSecond?: number): CameraOptions => ({
  source,
  detector: { model: 'motion' },
  pace: 'live',
  ...(framesPerSecond === undefined ? {} : { framesPerSecond }),
});

/** Share of the steps from frame to frame that are a multiple of the period, to 2 ms. Arrival times would be no grid. */
function evenShare(frames: readonly CameraFrame[], periodMs: number): number {
  const offGridMs = frames.slice(1).map(({ at }, index) => {
    const over = (at - (frames[index]?.at ?? 0)) % periodMs;
    return Math.min(over, periodMs - over);
  });
  return offGridMs.filter((offMs) => offMs <= 2).length / offGridMs.length;
}

async function rtspCamera(framesPerSecond: number): Promise<RtspCamera> {
  const camera = await RtspCamera.open();
  onTestFinished(() => camera.close());
  camera.film(framesPerSecond);
  return camera;
}

describe('a network camera', () => {
  test('its frames carry wall time on its own even grid, picked at the rate asked for', async () => {
    const camera = await rtspCamera(20);
    const frames = await collect(realLink.frames(live({ kind: 'rtsp', url: camera.url }, 10), never()), 45);
    expect(frames.every(({ widthPx, heightPx }) => widthPx === 320 && heightPx === 240)).toBe(true);
    expect(Math.abs(Date.now() - (frames.at(-1)?.at ?? 0))).toBeLessThan(2_000);
    // The rest is the estimate of the shortest delay getting better.
    expect(evenShare(frames.slice(20), 100)).toBeGreaterThan(0.6);
  });

  test('continues its time when the stream restarts', async () => {
    const camera = await rtspCamera(10);
    const times: number[] = [];
    for await (const { at } of realLink.frames(live({ kind: 'rtsp', url: camera.url }), never())) {
      times.push(at);
      if (times.length === 30) camera.film(10);
      if (times.length === 60) break;
    }
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(Math.abs(Date.now() - (times.at(-1) ?? 0))).toBeLessThan(3_000);
  });

  test('a camera that hangs up is lost, and the message holds no password', async () => {
    const camera = await rtspCamera(10);
    const run = async () => {
      for await (const _frame of realLink.frames(live({ kind: 'rtsp', url: camera.url }), never()))
        camera.hangUp();
    };
    const error = await run().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'LINK_LOST' });
    expect(String(error)).not.toContain('secret');
  });

  test('reports an unused address as absent', async () => {
    const options = live({ kind: 'rtsp', url: 'rtsp://user:secret@127.0.0.1:9/live' });
    const error = await collect(realLink.frames(options, never())).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'LINK_NOT_FOUND', message: expect.stringContaining('refused') });
    expect(String(error)).not.toContain('secret');
  });

  test('a camera that refuses the password is reported as that, without it', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        const [, sequence = '1'] = /CSeq: (\d+)/i.exec(data.toString()) ?? [];
        const realm = 'WWW-Authenticate: Basic realm="camera"';
        socket.write(`RTSP/1.0 401 Unauthorized\r\nCSeq: ${sequence}\r\n${realm}\r\n\r\n`);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const options = live({ kind: 'rtsp', url: `rtsp://user:secret@127.0.0.1:${port}/live` });
    const error = await collect(realLink.frames(options, never())).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'SETTINGS_INVALID',
      message: expect.stringContaining('refuses the user or the password: correct username and passwordFile'),
    });
    expect(String(error)).not.toContain('secret');
  });

  test('a camera that sends nothing more is silent', async () => {
    const camera = await rtspCamera(10);
    const link = createCameraLink({ modelFolders: [], silentMs: 2_000 });
    const run = async () => {
      for await (const _frame of link.frames(live({ kind: 'rtsp', url: camera.url }), never()))
        camera.stall();
    };
    await expect(run()).rejects.toMatchObject({ code: 'LINK_SILENT' });
  });
});

/** What the Pi's own program does, as far as it matters: a list, raw pictures on stdout, metadata in a named file. */
const FAKE_RPICAM_VID = `#!/bin/sh
if [ "$1" = --list-cameras ]; then
  echo "Available cameras"; echo "-----------------"
  echo "0 : imx708 [4608x2592 10-bit RGGB] (/base/axi/pcie@1000120000/rp1/i2c@88000/imx708@1a)"
  exit
fi
while [ $# -gt 0 ]; do
  case "$1" in
    --width) w=$2;; --height) h=$2;; --framerate) f=$2;; --metadata) m=$2;;
  esac
  shift
done
i=0
while [ $i -lt 40 ]; do
  printf 'ExposureTime=9000\\nSensorTimestamp=%d\\nLux=100\\n\\n' $((1000000000 + i * 125000000))
  i=$((i + 1))
done > "$m" &
exec ffmpeg -nostdin -v error -re -f lavfi -i testsrc=size=\${w}x$h:rate=$f -frames:v 40 -pix_fmt yuv420p -f rawvideo -
`;

describe('a Raspberry Pi camera', () => {
  function fakePi(): string {
    const folder = tempDir();
    writeFileSync(join(folder, 'rpicam-vid'), FAKE_RPICAM_VID);
    chmodSync(join(folder, 'rpicam-vid'), 0o755);
    return `${folder}:/usr/bin:/bin`;
  }

  test("frames have the sensor's shape and the sensor's times", async () => {
    const link = createCameraLink({ modelFolders: [], commandPath: fakePi() });
    const frames = await collect(link.frames(live({ kind: 'rpicam', camera: 0 }, 8), never()), 24);
    expect(frames.map(({ widthPx, heightPx }) => [widthPx, heightPx])).toContainEqual([640, 360]);
    expect(Math.abs(Date.now() - (frames.at(-1)?.at ?? 0))).toBeLessThan(3_000);
    expect(evenShare(frames.slice(6), 125)).toBeGreaterThan(0.6);
  });

  test('its end is a lost link', async () => {
    const link = createCameraLink({ modelFolders: [], commandPath: fakePi() });
    const frames = link.frames({ ...live({ kind: 'rpicam', camera: 0 }, 40), pace: 'every' }, never());
    await expect(collect(frames)).rejects.toMatchObject({ code: 'LINK_LOST' });
  });

  test('distinguishes an unplugged camera from a board without the program', async () => {
    const withProgram = createCameraLink({ modelFolders: [], commandPath: fakePi() });
    await expect(
      collect(withProgram.frames(live({ kind: 'rpicam', camera: 1 }), never())),
    ).rejects.toMatchObject({
      code: 'LINK_NOT_FOUND',
      message: expect.stringContaining('no Pi camera 1: check its ribbon cable'),
    });
    await expect(
      collect(realLink.frames(live({ kind: 'rpicam', camera: 0 }), never())),
    ).rejects.toMatchObject({
      code: 'LINK_NOT_FOUND',
      message: expect.stringContaining('apt-get install rpicam-apps-lite'),
    });
  });
});
