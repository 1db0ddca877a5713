import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { GatewayError } from '../../core/gateway-error.ts';
import type { CameraSource } from '../../ports/links.ts';
import { within } from '../within.ts';
import type { CapturePlan } from './ffmpeg-arguments.ts';
import { ffmpegArguments } from './ffmpeg-arguments.ts';
import type { FramePool } from './frame-pool.ts';
import type { FrameStamp } from './frame-stamps.ts';
import { FrameStamps } from './frame-stamps.ts';
import { withoutSecrets } from './without-secrets.ts';

/** A picture as the detector takes it. The pixels belong to the pool it came from. */
export interface RawFrame extends FrameStamp {
  readonly pixels: Uint8Array;
}

export interface CaptureSettings extends CapturePlan {
  readonly commandPath: string;
  readonly silentMs: number;
}

/** Pictures of one source through ffmpeg, in order. Reading slowly slows ffmpeg down; nothing is left out here. */
export class Capture {
  readonly #settings: CaptureSettings;
  readonly #pool: FramePool;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #stamps = new FrameStamps();
  readonly #waiting: FrameStamp[] = [];
  readonly #chunks: AsyncIterator<Buffer>;
  #chunk: Uint8Array = new Uint8Array(0);
  #spawnError: Error | undefined;
  #stampsCame: () => void = () => undefined;
  #frames = 0;

  /** Throws LINK_ABSENT at once for a file or device that is not there. */
  static async open(settings: CaptureSettings, pool: FramePool): Promise<Capture> {
    await checkPresence(settings.source);
    return new Capture(settings, pool);
  }

  private constructor(settings: CaptureSettings, pool: FramePool) {
    this.#settings = settings;
    this.#pool = pool;
    this.#child = spawn('ffmpeg', ffmpegArguments(settings), {
      env: { PATH: settings.commandPath },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.on('error', (error) => {
      this.#spawnError = error;
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#waiting.push(...this.#stamps.push(text));
      this.#stampsCame();
    });
    this.#child.stderr.on('end', () => this.#stampsCame());
    this.#chunks = this.#child.stdout[Symbol.asyncIterator]();
  }

  /** The next picture, or undefined at the end of a file. Throws a GatewayError when the source fails or is silent. */
  async next(): Promise<RawFrame | undefined> {
    const { silentMs, source } = this.#settings;
    const frame = await within(this.#read(), silentMs, () => silent(source, silentMs));
    if (frame === undefined) await this.#judgeEnd();
    else this.#frames += 1;
    return frame;
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }

  async #read(): Promise<RawFrame | undefined> {
    const pixels = this.#pool.take();
    let filled = 0;
    while (filled < pixels.length) {
      if (this.#chunk.length === 0) {
        const chunk = await this.#chunks.next();
        if (chunk.done === true) return undefined;
        this.#chunk = chunk.value;
      }
      const part = this.#chunk.subarray(0, pixels.length - filled);
      pixels.set(part, filled);
      filled += part.length;
      this.#chunk = this.#chunk.subarray(part.length);
    }
    const stamp = await this.#nextStamp();
    return stamp === undefined ? undefined : { ...stamp, pixels };
  }

  /** A frame's stamp is written before its pixels, but the two pipes are not read in step. */
  async #nextStamp(): Promise<FrameStamp | undefined> {
    while (this.#waiting.length === 0 && !this.#child.stderr.readableEnded) {
      await new Promise<void>((resolve) => {
        this.#stampsCame = resolve;
      });
    }
    return this.#waiting.shift();
  }

  async #judgeEnd(): Promise<void> {
    if (this.#spawnError !== undefined) throw notInstalled(this.#spawnError);
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
    const { source } = this.#settings;
    if (source.kind === 'file' && this.#child.exitCode === 0) return;
    throw this.#failure(source);
  }

  #failure(source: CameraSource): GatewayError {
    const how = this.#child.signalCode ?? `exit code ${this.#child.exitCode}`;
    const said = this.#stamps.troubles.map(withoutSecrets).join('; ') || how;
    if (source.kind === 'file') {
      return new GatewayError('INPUT_UNREADABLE', `${source.path} cannot be read as video: ${said}`);
    }
    const began = this.#frames > 0;
    return new GatewayError(
      began ? 'LINK_LOST' : 'LINK_ABSENT',
      `${describeSource(source)} ${began ? 'stopped' : 'gives no pictures'}: ${said}`,
    );
  }
}

async function checkPresence(source: CameraSource): Promise<void> {
  if (source.kind === 'file') {
    const found = await stat(source.path).catch((cause: unknown) => {
      throw new GatewayError('LINK_ABSENT', `no video file at ${source.path}: check the path`, cause);
    });
    if (!found.isFile()) throw new GatewayError('LINK_ABSENT', `${source.path} is not a file`);
  } else if (source.kind === 'v4l2') {
    await stat(source.device).catch((cause: unknown) => {
      const hint = "is the camera plugged in? 'v4l2-ctl --list-devices' shows what there is";
      throw new GatewayError('LINK_ABSENT', `no camera at ${source.device}: ${hint}`, cause);
    });
  }
}

function notInstalled(cause: Error): GatewayError {
  const hint = 'install it with: sudo apt-get install ffmpeg';
  return new GatewayError('LINK_ABSENT', `ffmpeg cannot be started (${cause.message}); ${hint}`, cause);
}

function silent(source: CameraSource, silentMs: number): GatewayError {
  return new GatewayError(
    'LINK_SILENT',
    `${describeSource(source)} gave no picture for ${silentMs / 1000} s`,
  );
}

/** For messages: no user, no password. */
export function describeSource(source: CameraSource): string {
  switch (source.kind) {
    case 'file':
      return source.path;
    case 'rtsp':
      return withoutSecrets(source.url);
    case 'v4l2':
      return source.device;
    case 'rpicam':
      return `Pi camera ${source.camera}`;
  }
}
