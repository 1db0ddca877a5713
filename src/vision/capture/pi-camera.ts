import type { ChildProcess } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { PictureSize } from '../../ports/camera-link.ts';
import { FrameQueue } from '../frame-queue.ts';
import { notInstalled } from './sources.ts';

/** Picture width. It is a multiple of 64, so that no board's scaler pads the rows of brightness or colour. */
const WIDTH_PX = 640;
const DEFAULT_FRAMES_PER_SECOND = 10;
const LIST_TIMEOUT_MS = 10_000;
const TAIL_CHARACTERS = 500;
const SENSOR_TIME = /^SensorTimestamp=(\d+)$/;
const NS_PER_US = 1000;
/** Longest line that is kept. A metadata record has a few hundred characters. */
const MAX_LINE_CHARACTERS = 4096;

/**
 * Shell command that runs rpicam-vid. It writes metadata only to a named file, so the shell makes a pipe that has a
 * name.
 */
const WITH_METADATA = 'exec 5>&1; rpicam-vid "$@" --output - --metadata /dev/fd/4 4>&1 1>&5 | cat >&3';

/** A Raspberry Pi camera through rpicam-vid. Yields raw I420 pictures and the start of each exposure. */
export class PiCamera {
  readonly size: PictureSize;
  /** Exposure times of the frames, in order, in µs of the kernel's clock. */
  readonly sensorTimesUs = new FrameQueue<number>(Number.POSITIVE_INFINITY);
  readonly pictures: Readable;
  readonly #child: ChildProcess;
  #said = '';
  #rest = '';

  /** Throws LINK_NOT_FOUND when rpicam-vid or the camera is missing. */
  static async open(
    camera: number,
    framesPerSecond: number | undefined,
    commandPath: string,
  ): Promise<PiCamera> {
    const size = await probeSize(camera, commandPath);
    return new PiCamera(camera, size, framesPerSecond ?? DEFAULT_FRAMES_PER_SECOND, commandPath);
  }

  private constructor(camera: number, size: PictureSize, framesPerSecond: number, commandPath: string) {
    this.size = size;
    const wanted = piCameraArguments(camera, size, framesPerSecond);
    this.#child = spawn('/bin/sh', ['-c', WITH_METADATA, 'sh', ...wanted], {
      env: { PATH: commandPath },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    const [, pictures, words, metadata] = this.#child.stdio;
    if (!(words instanceof Readable && pictures instanceof Readable && metadata instanceof Readable)) {
      throw new TypeError('a process was started without its pipes');
    }
    this.pictures = pictures;
    words.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-TAIL_CHARACTERS);
    });
    metadata.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    metadata.on('end', () => this.sensorTimesUs.end());
  }

  /** The last line that rpicam-vid wrote. */
  get said(): string {
    return this.#said.trim().split('\n').at(-1) ?? '';
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = (lines.pop() ?? '').slice(-MAX_LINE_CHARACTERS);
    for (const line of lines) {
      const timeNs = SENSOR_TIME.exec(line)?.[1];
      if (timeNs !== undefined) this.sensorTimesUs.offer(Math.round(Number(timeNs) / NS_PER_US));
    }
  }
}

function piCameraArguments(
  camera: number,
  { widthPx, heightPx }: PictureSize,
  framesPerSecond: number,
): string[] {
  return [
    ...['--camera', String(camera), '--codec', 'yuv420', '--timeout', '0', '--nopreview', '--flush'],
    ...['--width', String(widthPx), '--height', String(heightPx), '--framerate', String(framesPerSecond)],
    ...['--metadata-format', 'txt'],
  ];
}

/**
 * Chooses a picture size with the sensor's shape, to get the whole field of view. Parses lines such as `0 : imx708
 * [4608x2592 10-bit RGGB] (…)`.
 */
async function probeSize(camera: number, commandPath: string): Promise<PictureSize> {
  const list = await promisify(execFile)('rpicam-vid', ['--list-cameras'], {
    env: { PATH: commandPath },
    timeout: LIST_TIMEOUT_MS,
  }).catch((error: Error) => {
    throw notInstalled('rpicam-vid', 'rpicam-apps-lite', error);
  });
  const sensor = new RegExp(`^\\s*${camera} : \\S+ \\[(\\d+)x(\\d+)`, 'm').exec(list.stdout + list.stderr);
  if (sensor === null) {
    const hint = "check its ribbon cable; 'rpicam-hello --list-cameras' shows what there is";
    throw new GatewayError('LINK_NOT_FOUND', `no Pi camera ${camera}: ${hint}`);
  }
  const [, width, height] = sensor;
  return { widthPx: WIDTH_PX, heightPx: 2 * Math.round((WIDTH_PX * Number(height)) / Number(width) / 2) };
}
