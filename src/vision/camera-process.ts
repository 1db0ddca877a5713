/**
 * The process of one camera. The gateway starts it with an IPC channel, which is its only connection. No other process
 * ever holds its pictures. A crash in a decoder or detector ends only this process.
 */
import { writeFileSync } from 'node:fs';
import { GatewayError } from '../core/model/gateway-error.ts';
import type { CameraStart, FromCamera, ToCamera } from '../ports/camera-channel.ts';
import { CameraSession } from './camera-session.ts';
import { FrameCredits } from './frame-credits.ts';

const ALIVE_EVERY_MS = 2_000;

const credit = new FrameCredits();
let session: CameraSession | undefined;

function send(message: FromCamera): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
    else resolve();
  });
}

/**
 * Keeps this process's memory out of core dumps. It also makes the kernel end this process before the gateway when
 * memory is short.
 */
function standBack(): void {
  for (const [path, value] of [
    ['/proc/self/coredump_filter', '0'],
    ['/proc/self/oom_score_adj', '500'],
  ] as const) {
    try {
      writeFileSync(path, value);
    } catch {
      // The system is not Linux, or permission is missing. The unit file sets the same limits with LimitCORE and
      // OOMPolicy.
    }
  }
}

async function run(start: CameraStart): Promise<void> {
  const clocks = { wallMs: Date.now, monotonicMs: () => performance.now() };
  session = new CameraSession(start, clocks, (at, style, png) => {
    void send({ kind: 'aiming-picture', at, style, pngBase64: png.toString('base64') });
    png.fill(0);
  });
  const counts = start.options.pace === 'every';
  credit.add(start.credit);
  for await (const frame of session.frames()) {
    if (counts) await credit.spend();
    void send({ kind: 'frame', frame });
  }
  await send({ kind: 'ended' });
}

function failureOf(error: unknown): FromCamera {
  if (error instanceof GatewayError) return { kind: 'failed', code: error.code, message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'failed', code: 'DETECTOR_FAILED', message: `the person detector failed: ${message}` };
}

function leave(exitCode: number): void {
  session?.close();
  process.exit(exitCode);
}

function receive(message: ToCamera): void {
  if (message.kind === 'credit') credit.add(message.frames);
  else if (message.kind === 'aim') session?.aim(message.style, message.forMs);
  else if (message.kind === 'stop-aiming') session?.stopPreview();
  else serve(message);
}

function serve(start: CameraStart): void {
  run(start)
    .then(() => leave(0))
    .catch(async (error: unknown) => {
      await send(failureOf(error));
      leave(1);
    });
}

standBack();
process.on('message', receive);
process.on('disconnect', () => leave(0));
process.on('SIGTERM', () => leave(0));
setInterval(() => void send({ kind: 'alive', rssBytes: process.memoryUsage.rss() }), ALIVE_EVERY_MS);
