import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { FrameQueue } from '../frame-queue.ts';
import { whileMoving } from '../with-timeout.ts';
import type { CapturePlan } from './ffmpeg-arguments.ts';
import { ffmpegArguments } from './ffmpeg-arguments.ts';
import type { FramePool } from './frame-pool.ts';
import type { FrameStamp } from './frame-stamps.ts';
import { FrameStamps } from './frame-stamps.ts';
import { PiCamera } from './pi-camera.ts';
import { checkPresence, fileDamaged, notInstalled, sourceFailure, sourceSilent } from './sources.ts';

/** A picture in the detector's format. Its pixels are a buffer of the pool. */
export interface RawFrame extends FrameStamp {
  readonly pixels: Uint8Array;
}

export interface CaptureSettings extends CapturePlan {
  readonly commandPath: string;
  readonly startMs: number;
  readonly silentMs: number;
}

const NOTHING = new Uint8Array(0);

/**
 * The pictures of one source in order, read through ffmpeg. A slow reader slows ffmpeg down, so no picture is skipped
 * here.
 */
export class Capture {
  readonly #settings: CaptureSettings;
  readonly #pool: FramePool;
  readonly #piCamera: PiCamera | undefined;
  readonly #child: ChildProcess;
  readonly #words = new FrameStamps();
  readonly #stamps = new FrameQueue<FrameStamp>(Number.POSITIVE_INFINITY);
  readonly #chunks: AsyncIterator<Buffer>;
  #chunk: Uint8Array = NOTHING;
  #spawnError: Error | undefined;
  #gavePictures = false;
  #readBytes = 0;
  #lastPtsUs = 0;

  /** Opens a source. Throws LINK_NOT_FOUND immediately when the file, device or camera does not exist. */
  static async open(settings: CaptureSettings, pool: FramePool): Promise<Capture> {
    const { source, framesPerSecond, commandPath } = settings;
    await checkPresence(source);
    if (source.kind !== 'rpicam') return new Capture(settings, pool);
    return new Capture(settings, pool, await PiCamera.open(source.camera, framesPerSecond, commandPath));
  }

  private constructor(settings: CaptureSettings, pool: FramePool, piCamera?: PiCamera) {
    this.#settings = settings;
    this.#pool = pool;
    this.#piCamera = piCamera;
    this.#child = spawn(
      'ffmpeg',
      ffmpegArguments({ ...settings, ...(piCamera && { rawSize: piCamera.size }) }),
      {
        env: { PATH: settings.commandPath },
        stdio: [piCamera?.pictures ?? 'ignore', 'pipe', 'pipe'],
      },
    );
    // ffmpeg has its own end of this pipe. If this end stayed open, neither program would notice that the other has
    // ended.
    piCamera?.pictures.destroy();
    this.#child.on('error', (error) => {
      this.#spawnError = error;
    });
    const [, pixels, words] = this.#child.stdio;
    if (!(pixels instanceof Readable && words instanceof Readable)) {
      throw new TypeError('a process was started without its pipes');
    }
    words.setEncoding('utf8').on('data', (text: string) => {
      for (const stamp of this.#words.push(text)) this.#stamps.offer(stamp);
    });
    words.on('close', () => this.#stamps.end());
    this.#chunks = pixels[Symbol.asyncIterator]();
  }

  /**
   * Returns the next picture; undefined at the end of a file. Throws a GatewayError when the source fails or is silent.
   */
  async next(): Promise<RawFrame | undefined> {
    const { startMs, silentMs, source } = this.#settings;
    const limitMs = this.#gavePictures ? silentMs : startMs;
    const silent = () => sourceSilent(source, limitMs);
    const frame = await whileMoving(this.#read(), limitMs, () => this.#readBytes, silent);
    if (frame === undefined) await this.#judgeEnd();
    else this.#gavePictures = true;
    return frame;
  }

  close(): void {
    this.#child.kill('SIGKILL');
    this.#piCamera?.close();
  }

  async #read(): Promise<RawFrame | undefined> {
    const pixels = this.#pool.acquireFrame();
    for (let filled = 0; filled < pixels.length; ) {
      if (this.#chunk.length === 0) {
        const chunk = await this.#chunks.next();
        if (chunk.done === true) return undefined;
        this.#chunk = chunk.value;
      }
      const part = this.#chunk.subarray(0, pixels.length - filled);
      this.#readBytes += part.length;
      pixels.set(part, filled);
      filled += part.length;
      this.#chunk = this.#chunk.subarray(part.length);
    }
    return await this.#stamped(pixels);
  }

  /** Waits for the frame's time stamp. ffmpeg writes it before the picture, but through another pipe. */
  async #stamped(pixels: Uint8Array): Promise<RawFrame | undefined> {
    const stamp = await this.#stamps.takeFrame();
    if (stamp === undefined) return undefined;
    const { widthPx, heightPx } = stamp;
    const ptsUs = this.#piCamera === undefined ? stamp.ptsUs : await this.#piCamera.sensorTimesUs.takeFrame();
    this.#lastPtsUs = ptsUs ?? this.#lastPtsUs;
    return { ptsUs, widthPx, heightPx, pixels };
  }

  async #judgeEnd(): Promise<void> {
    if (this.#spawnError !== undefined) throw notInstalled('ffmpeg', 'ffmpeg', this.#spawnError);
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
    const { source } = this.#settings;
    if (source.kind === 'file' && this.#child.exitCode === 0) {
      if (this.#words.damages > 0) throw fileDamaged(source, this.#words, this.#lastPtsUs);
      return;
    }
    throw sourceFailure(source, this.#gavePictures, this.#lastWords());
  }

  #lastWords(): string {
    const words = this.#piCamera?.said || this.#words.troubles.join('; ');
    return words || (this.#child.signalCode ?? `ffmpeg ended with exit code ${this.#child.exitCode}`);
  }
}
