import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import type { AcceleratedSource, CameraFrame, CameraOptions, PictureSize } from '../../ports/camera-link.ts';
import { BoundedQueue } from '../support/bounded-queue.ts';
import { TextLineSplitter } from '../support/text-line-splitter.ts';
import { InferenceMarks } from './inference-marks.ts';
import { InferenceMonitor } from './inference-monitor.ts';

const PICTURE: PictureSize = { widthPx: 1_280, heightPx: 960 };
/**
 * Highest frame rate, per second. At higher rates the threads of rpicam-vid overtake each other and mix their output
 * lines.
 */
const MOST_FRAMES_PER_SECOND = 30;
const MAX_UNREAD = 256;
const MAX_LINE_CHARACTERS = 512;
const CHECK_MS = 500;
const WEAKEST = 0.3;

export interface Accelerated {
  readonly source: AcceleratedSource;
  readonly options: CameraOptions;
  /** Folders that are searched for rpicam-vid. */
  readonly commandPath: string;
}

/** Runs a Pi camera whose people an accelerator detects, through rpicam-apps. This process sees no picture. */
export async function* runAccelerated(parts: Accelerated, signal: AbortSignal): AsyncGenerator<CameraFrame> {
  if (signal.aborted) return;
  const folder = mkdtempSync(join(tmpdir(), 'lintel-rpicam-'));
  const inbox = new BoundedQueue<CameraFrame>(MAX_UNREAD);
  const stop = () => inbox.end();
  signal.addEventListener('abort', stop);
  const child = start(parts, folder);
  const watching = follow(child, parts, inbox);
  try {
    for (let batch = await inbox.next(); batch !== undefined; batch = await inbox.next()) yield* batch;
  } finally {
    signal.removeEventListener('abort', stop);
    clearInterval(watching);
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

function start({ source, options, commandPath }: Accelerated, folder: string): ChildProcess {
  const stages = join(folder, 'stages.json');
  writeFileSync(stages, JSON.stringify(stagesOf(source)));
  const { widthPx, heightPx } = options.pictureSize ?? PICTURE;
  const rate = Math.min(MOST_FRAMES_PER_SECOND, options.framesPerSecond ?? MOST_FRAMES_PER_SECOND);
  const wanted = [
    ...['-n', '-t', '0', '--camera', String(source.camera), '--verbose', '2', '--framerate', String(rate)],
    ...['--codec', 'yuv420', '-o', '/dev/null', '--width', String(widthPx), '--height', String(heightPx)],
    ...['--post-process-file', stages],
  ];
  return spawn('rpicam-vid', wanted, { env: { PATH: commandPath }, stdio: ['ignore', 'ignore', 'pipe'] });
}

/**
 * Returns the post-processing stages. A temporal filter is not among them: it shows arriving people late and people who
 * left too long.
 */
function stagesOf({ accelerator, network }: AcceleratedSource): object {
  if (accelerator === 'imx500') {
    const file = network ?? '/usr/share/imx500-models/imx500_network_ssd_mobilenetv2_fpnlite_320x320_pp.rpk';
    const stage = { network_file: file, max_detections: 100, threshold: WEAKEST, classes: ['person'] };
    return { imx500_object_detection: stage };
  }
  const files = {
    hef_file_8: network ?? '/usr/share/hailo-models/yolov8s_h8.hef',
    hef_file_8L: network ?? '/usr/share/hailo-models/yolox_s_leaky_h8l_rpi.hef',
  };
  return {
    'rpicam-apps': { lores: { width: 640, height: 640, format: 'rgb' } },
    hailo_yolo_inference: { ...files, max_detections: 100, threshold: WEAKEST },
  };
}

/**
 * Converts the program's lines into frames, and ends the inbox when the program fails. Returns the timer that checks
 * for failures.
 */
function follow(
  child: ChildProcess,
  { source, options }: Accelerated,
  inbox: BoundedQueue<CameraFrame>,
): NodeJS.Timeout {
  const { widthPx, heightPx } = options.pictureSize ?? PICTURE;
  const marks = new InferenceMarks(source.accelerator);
  const monitor = new InferenceMonitor(source.accelerator, performance.now());
  const lines = new TextLineSplitter(MAX_LINE_CHARACTERS);
  const least = options.detector.minScore ?? 0;
  child.stderr?.on('data', (chunk: Buffer) => {
    const nowMs = performance.now();
    for (const line of lines.push(chunk)) {
      const mark = marks.read(line.trim());
      if (mark?.kind === 'frame') monitor.sawFrame(nowMs);
      else if (mark?.kind === 'timeout') monitor.sawTimeout(nowMs);
      else if (mark?.kind === 'inference') {
        monitor.sawInference(mark.boxes, nowMs);
        inbox.put({ at: Date.now() as EpochMs, widthPx, heightPx, boxes: strongOf(mark.boxes, least) });
      }
    }
  });
  child.on('error', (error) => inbox.end(notThere(error)));
  child.on('close', (code, signal) => inbox.end(ended(signal ?? `exit code ${code}`)));
  return setInterval(() => {
    const failure = monitor.judge(performance.now());
    if (failure !== undefined) inbox.end(failure);
  }, CHECK_MS);
}

function strongOf(boxes: readonly number[], least: number): readonly number[] {
  return boxes.filter((_number, i) => (boxes[i - (i % 5) + 4] ?? 0) >= least);
}

function notThere(cause: Error): GatewayError {
  return new GatewayError('LINK_NOT_FOUND', 'rpicam-vid is not installed: apt install rpicam-apps', cause);
}

function ended(how: string): GatewayError {
  return new GatewayError('LINK_LOST', `rpicam-vid ended by ${how}: see rpicam-hello --list-cameras`);
}
