import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import { programPart } from '../../files/program-files.ts';
import type { FromCamera, ToCamera } from '../../ports/camera-channel.ts';
import type {
  CameraFrame,
  CameraLink,
  CameraOptions,
  PreviewCameras,
  PreviewPicture,
} from '../../ports/camera-link.ts';
import { compiledCode } from '../support/compiled-code.ts';
import { HeartbeatMonitor } from '../support/heartbeat-monitor.ts';
import { runAccelerated } from './accelerated-camera.ts';

export interface CameraLinkSettings {
  /** Folders with model files, searched in order. */
  readonly modelFolders: readonly string[];
  /** Folders that are searched for ffmpeg and rpicam-vid. */
  readonly commandPath?: string;
  /**
   * Longest wait for the first picture, and for the process's first heartbeat. At its start, the process reads 100 MB
   * from an SD card that other processes also read.
   */
  readonly startMs?: number;
  /** Longest wait for the next picture. After that, the source has failed. */
  readonly silentMs?: number;
  /**
   * Longest time between heartbeats. After that, the process has failed. A process that is busy computing gets six
   * times as long.
   */
  readonly hangMs?: number;
  /** Memory (RSS) above which a camera process is stopped, because it must have a leak. */
  readonly maxRssBytes?: number;
  /**
   * Returns a reason while the gateway is short of memory. Cameras then end, and open again only after the shortage.
   */
  readonly shortage?: () => string | undefined;
  /** The program of the child process. */
  readonly program?: URL;
}

type Settings = Required<CameraLinkSettings>;

const DEFAULTS = {
  commandPath: '/usr/local/bin:/usr/bin:/bin',
  startMs: 60_000,
  silentMs: 15_000,
  hangMs: 20_000,
  maxRssBytes: 800 * 1024 * 1024,
  shortage: () => undefined,
  // A program name instead of an import, because `links` must not depend on `vision`.
  program: programPart('vision/camera-process'),
};

/** Frames of a file that may wait unread. When half of them are read, the process may send as many more. */
const CREDIT_FRAMES = 32;
/** Frames of a live camera that may wait unread before the older ones are dropped. */
const MAX_UNREAD_FRAMES = 256;
const STOP_MS = 500;
const STDERR_TAIL_CHARACTERS = 2_000;

/** The link's cameras, by sensor id. */
interface Cameras {
  readonly running: Map<string, CameraProcess>;
  /**
   * Time at which a file without a start time began to play. When it is opened again after a failure, it continues from
   * there.
   */
  readonly begunAt: Map<string, EpochMs>;
}

/** Runs each camera with its detector in a separate process. */
export function createCameraLink(settings: CameraLinkSettings): CameraLink & PreviewCameras {
  const complete = { ...DEFAULTS, ...settings };
  const cameras: Cameras = { running: new Map(), begunAt: new Map() };
  const { running } = cameras;
  return {
    frames: (options, signal) => {
      const { source } = options;
      const { commandPath } = complete;
      if (source.kind === 'accelerated') return runAccelerated({ source, options, commandPath }, signal);
      return runCamera(options, complete, signal, cameras);
    },
    aim: (sensor, order, take) => running.get(sensor)?.aim(order, take) ?? false,
    stopPreview: (sensor) => running.get(sensor)?.stopPreview(),
  };
}

async function* runCamera(
  options: CameraOptions,
  settings: Settings,
  signal: AbortSignal,
  cameras: Cameras,
): AsyncGenerator<CameraFrame> {
  if (signal.aborted) return;
  const shortage = settings.shortage();
  if (shortage !== undefined) throw shed(shortage);
  const { sensor = '' } = options;
  const { running, begunAt } = cameras;
  const camera = new CameraProcess(resumed(options, begunAt.get(sensor)), settings);
  if (sensor !== '') running.set(sensor, camera);
  const stop = () => camera.end();
  signal.addEventListener('abort', stop);
  try {
    for (let frame = await camera.next(); frame !== undefined; frame = await camera.next()) {
      if (sensor !== '' && !begunAt.has(sensor)) begunAt.set(sensor, frame.at);
      yield frame;
      if (signal.aborted) return;
    }
    begunAt.delete(sensor);
  } finally {
    signal.removeEventListener('abort', stop);
    if (signal.aborted) begunAt.delete(sensor);
    if (running.get(sensor) === camera) running.delete(sensor);
    await camera.stop();
  }
}

/** Adds the first start time to a file that is opened again, so that it continues instead of starting over. */
function resumed(options: CameraOptions, begunAt: EpochMs | undefined): CameraOptions {
  const { source, pace } = options;
  const isNew = begunAt === undefined || source.kind !== 'file' || source.startAt !== undefined;
  return isNew || pace === 'every' ? options : { ...options, source: { ...source, startAt: begunAt } };
}

class CameraProcess {
  readonly #options: CameraOptions;
  readonly #settings: Settings;
  readonly #child: ChildProcess;
  readonly #frames: CameraFrame[] = [];
  readonly #heartbeats: HeartbeatMonitor;
  #read = 0;
  #ended = false;
  #failure: GatewayError | undefined;
  #stderr = '';
  /** Receives the preview's pictures. Set while a camera preview is open. */
  #aimed: ((picture: PreviewPicture) => void) | undefined;
  #wake: () => void = () => undefined;

  constructor(options: CameraOptions, settings: Settings) {
    this.#options = options;
    this.#settings = settings;
    // A separate process group, so that all its children can be stopped with it, even after it has crashed.
    this.#child = fork(settings.program, {
      detached: true,
      env: compiledCode(),
      execArgv: ['--max-old-space-size=128'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_TAIL_CHARACTERS);
    });
    this.#child.on('message', (message: FromCamera) => this.#receive(message));
    this.#child.on('error', (error) => this.end(crashed(`cannot be started: ${error.message}`, error)));
    this.#child.on('close', (code, signal) => this.end(crashed(this.#howItDied(code, signal))));
    const { modelFolders, commandPath, startMs, silentMs, hangMs } = settings;
    this.#heartbeats = new HeartbeatMonitor(
      this.#child.pid,
      { startMs: Math.max(startMs, hangMs), hangMs },
      (hungMs) => this.end(crashed(`gave no sign of life for ${Math.round(hungMs / 1000)} s`)),
    );
    const limits = { startMs, silentMs, credit: CREDIT_FRAMES };
    this.#send({ kind: 'start', options, modelFolders, commandPath, ...limits });
  }

  async next(): Promise<CameraFrame | undefined> {
    while (this.#frames.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const frame = this.#frames.shift();
    if (frame !== undefined) this.#giveCredit();
    else if (this.#failure !== undefined) throw this.#failure;
    return frame;
  }

  aim(order: Parameters<PreviewCameras['aim']>[1], take: (picture: PreviewPicture) => void): boolean {
    this.#aimed = take;
    this.#send({ kind: 'aim', ...order });
    return !this.#ended;
  }

  stopPreview(): void {
    this.#aimed = undefined;
    this.#send({ kind: 'stop-aiming' });
  }

  /** Only the first reason counts. The reader still gets the frames that arrived earlier. */
  end(failure?: GatewayError): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#heartbeats.stop();
    this.#wake();
  }

  /** Ends the process and all processes that it started. */
  async stop(): Promise<void> {
    this.end();
    const { pid } = this.#child;
    if (pid === undefined) return;
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      const force = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS);
      await exited;
      clearTimeout(force);
    }
    killGroup(pid);
  }

  #receive(message: FromCamera): void {
    this.#heartbeats.beat();
    if (message.kind === 'frame') this.#acceptFrame(message.frame);
    else if (message.kind === 'alive') this.#weigh(message.rssBytes);
    else if (message.kind === 'aiming-picture') this.#show(message);
    else if (message.kind === 'ended') this.end();
    else this.end(new GatewayError(message.code, message.message));
  }

  #acceptFrame(frame: CameraFrame): void {
    this.#frames.push(frame);
    if (this.#options.pace === 'live' && this.#frames.length > MAX_UNREAD_FRAMES) this.#frames.shift();
    this.#wake();
  }

  #show({ at, style, pngBase64 }: Extract<FromCamera, { readonly kind: 'aiming-picture' }>): void {
    this.#aimed?.({ at, style, png: Buffer.from(pngBase64, 'base64') });
  }

  #weigh(rssBytes: number): void {
    const { maxRssBytes, shortage } = this.#settings;
    if (rssBytes > maxRssBytes)
      this.end(crashed(`grew to ${inMib(rssBytes)}, more than ${inMib(maxRssBytes)}`));
    const reason = shortage();
    if (reason !== undefined) this.end(shed(reason));
  }

  #giveCredit(): void {
    this.#read += 1;
    if (this.#options.pace !== 'every' || this.#read < CREDIT_FRAMES / 2) return;
    this.#send({ kind: 'credit', frames: this.#read });
    this.#read = 0;
  }

  #send(message: ToCamera): void {
    // A send to a process that has gone fails. The failure is ignored here, as the exit event reports it.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #howItDied(code: number | null, signal: NodeJS.Signals | null): string {
    if (signal === null) return `ended with exit code ${code}: ${this.#stderr.trim()}`;
    const why = MEANING_OF_SIGNAL[signal];
    return `was ended by ${signal}${why === undefined ? '' : `: ${why}`}`;
  }
}

const MEANING_OF_SIGNAL: Partial<Record<NodeJS.Signals, string>> = {
  SIGILL: 'the detector needs an instruction that this processor lacks; choose another model or runtime',
  SIGSEGV: 'a fault in the detector or its runtime',
  SIGBUS: 'a fault in the detector or its runtime',
  SIGABRT: 'the detector or its runtime gave up, often for want of memory',
  SIGKILL: 'somebody killed it, most often the system for want of memory',
};

function crashed(what: string, cause?: unknown): GatewayError {
  return new GatewayError('DETECTOR_FAILED', `the camera process ${what}`, cause);
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The process group no longer exists.
  }
}

function inMib(bytes: number): string {
  return `${Math.round(bytes / (1024 * 1024))} MiB`;
}

function shed(reason: string): GatewayError {
  return new GatewayError('MEMORY_LOW', `switched off to leave memory to the rest: ${reason}`);
}
