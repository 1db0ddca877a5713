import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayError } from '../core/model/gateway-error.ts';
import type { CameraStart } from '../ports/camera-channel.ts';
import type { CameraFrame, PreviewStyle } from '../ports/camera-link.ts';
import type { RawFrame } from './capture/capture.ts';
import { Capture } from './capture/capture.ts';
import { FileClock } from './capture/file-clock.ts';
import { FramePool, frameSizeBytes } from './capture/frame-pool.ts';
import { PictureSizeCheck } from './capture/picture-size.ts';
import { FrameQueue } from './frame-queue.ts';
import type { Clocks, FrameTimes } from './frame-times.ts';
import { createFrameTimes } from './frame-times.ts';
import { boxesInPicture, letterbox, stretch } from './letterbox.ts';
import { getFrameFormat, openDetector } from './open-detector.ts';
import type { PersonDetector } from './person-detector.ts';
import { PreviewPictures } from './preview/preview-pictures.ts';
import { StillScene } from './still/still-scene.ts';
import { withTimeout } from './with-timeout.ts';

/**
 * Largest number of pictures that wait for the detector. For a file, they keep the detector busy. For a live camera,
 * they bridge a pause of about a second.
 */
const AHEAD_FRAMES = 3;
const BACKLOG_FRAMES = 16;
/** Longest time of one detection. The slowest board needs one or two seconds. */
const MAX_DETECT_MS = 30_000;
/** Longest single wait, as the wall clock may be set while waiting. */
const MAX_SLEEP_MS = 10_000;

/** Receives a picture of the camera preview and the time at which it was taken. */
export type PreviewSink = (at: CameraFrame['at'], style: PreviewStyle, png: Buffer) => void;

interface TimedFrame extends RawFrame {
  readonly at: CameraFrame['at'];
}

/**
 * Runs one camera from its first picture to its end. Capture and detection run in parallel, with a queue between them.
 */
export class CameraSession {
  readonly #start: CameraStart;
  readonly #clocks: Clocks;
  readonly #pool: FramePool;
  readonly #queue: FrameQueue<TimedFrame>;
  readonly #times: FrameTimes;
  readonly #closed = new AbortController();
  readonly #aiming = new PreviewPictures();
  readonly #aimed: PreviewSink;
  #capture: Capture | undefined;

  constructor(start: CameraStart, clocks: Clocks, aimed: PreviewSink) {
    this.#start = start;
    this.#aimed = aimed;
    this.#clocks = clocks;
    this.#pool = new FramePool(frameSizeBytes(getFrameFormat(start.options.detector)));
    this.#queue = new FrameQueue(start.options.pace === 'live' ? BACKLOG_FRAMES : AHEAD_FRAMES, (frame) =>
      this.#pool.releaseFrame(frame.pixels),
    );
    this.#times = createFrameTimes(start.options.source, clocks);
  }

  /** Yields the boxes of each frame that the detector processed, until a file ends. Throws a GatewayError. */
  async *frames(): AsyncGenerator<CameraFrame> {
    const { options, modelFolders } = this.#start;
    const opening = openDetector(options.detector, modelFolders);
    // The first failure is reported. If the detector also fails later, that must not become an unhandled rejection.
    opening.catch(() => undefined);
    const capturing = this.#captureFrames(opening).then(
      () => this.#queue.end(),
      (error: unknown) => this.#queue.end(error),
    );
    try {
      const detector = await opening;
      yield* this.#detectFrames(detector);
    } finally {
      this.close();
      await capturing;
    }
  }

  /** Stops the source's process immediately. */
  close(): void {
    this.#closed.abort();
    this.#capture?.close();
    this.#queue.end();
  }

  /** Makes preview pictures during `forMs` from now. */
  aim(style: PreviewStyle, forMs: number): void {
    this.#aiming.order(style, forMs, this.#clocks.monotonicMs());
  }

  stopPreview(): void {
    this.#aiming.stop();
  }

  async *#detectFrames(detector: PersonDetector): AsyncGenerator<CameraFrame> {
    const scene = this.#start.options.restsWhenStill
      ? new StillScene(detector.inputWidth, detector.inputHeight)
      : undefined;
    for (
      let frame = await this.#queue.takeFrame();
      frame !== undefined;
      frame = await this.#queue.takeFrame()
    ) {
      const { widthPx, heightPx, at, pixels } = frame;
      const look = this.#aiming.isOn ? 'look' : (scene?.judge(pixels, at) ?? 'look');
      if (look === 'look') {
        const boxes = await this.#detect(detector, frame);
        scene?.found(boxes.length, at);
        yield { at, widthPx, heightPx, boxes };
      } else if (look === 'empty') yield { at, widthPx, heightPx, boxes: [] };
      this.#pool.releaseFrame(pixels);
    }
  }

  async #detect(detector: PersonDetector, { widthPx, heightPx, at, pixels }: TimedFrame): Promise<number[]> {
    const resize = detector.isStretched === true ? stretch : letterbox;
    const place = resize(widthPx, heightPx, detector.inputWidth, detector.inputHeight);
    const detecting = detector.detect(pixels, { atMs: at, place });
    const found = await withTimeout(detecting, MAX_DETECT_MS, detectorHangs);
    const { inputWidth, inputHeight, pixelFormat } = detector;
    const shown = { pixels, widthPx: inputWidth, heightPx: inputHeight, pixelFormat, place };
    const png = this.#aiming.look(shown, found, this.#clocks.monotonicMs());
    if (png !== undefined) this.#aimed(at, this.#aiming.style, png);
    return boxesInPicture(found.parts, found.count, place);
  }

  async #captureFrames(opening: Promise<PersonDetector>): Promise<void> {
    const { options, commandPath, startMs, silentMs } = this.#start;
    const { source, framesPerSecond } = options;
    const fromMs = options.pace === 'live' ? this.#joinAtMs() : undefined;
    const plan = {
      source,
      format: getFrameFormat(options.detector),
      commandPath,
      startMs,
      silentMs,
      ...(framesPerSecond === undefined ? {} : { framesPerSecond }),
      ...(fromMs === undefined ? {} : { fromMs }),
    };
    this.#capture = await Capture.open(plan, this.#pool);
    if (this.#closed.signal.aborted) return this.#capture.close();
    // A file without a start time begins when the detector is ready. No frame is therefore lost while the model loads.
    if (source.kind === 'file' && source.startAt === undefined) await opening;
    const clock = source.kind === 'file' ? new FileClock(source.path, options.pace === 'live') : undefined;
    const size = new PictureSizeCheck(options);
    for (let raw = await this.#capture.next(); raw !== undefined; raw = await this.#capture.next()) {
      size.check(raw);
      if (raw.ptsUs === undefined || clock?.accepts(raw.ptsUs) === false) this.#pool.releaseFrame(raw.pixels);
      else await this.#hand({ ...raw, at: this.#times.at(raw.ptsUs) });
    }
  }

  /**
   * Returns how far (ms) a file has been played by now, if it started to play in the past. Undefined for other sources.
   */
  #joinAtMs(): number | undefined {
    const { source } = this.#start.options;
    if (source.kind !== 'file' || source.startAt === undefined) return undefined;
    const sinceMs = Math.ceil(this.#clocks.wallMs() - source.startAt);
    return sinceMs > 0 ? sinceMs : undefined;
  }

  async #hand(frame: TimedFrame): Promise<void> {
    const { pace, source } = this.#start.options;
    if (pace === 'every') return await this.#queue.put(frame);
    if (source.kind === 'file') await this.#untilDue(frame.at);
    return this.#queue.offer(frame);
  }

  /** Waits until a file's frame is due, because its time must not be in the future. */
  async #untilDue(at: number): Promise<void> {
    for (let aheadMs = this.#aheadMs(at); aheadMs > 0; aheadMs = this.#aheadMs(at)) {
      await sleep(Math.min(aheadMs, MAX_SLEEP_MS), undefined, { signal: this.#closed.signal });
    }
  }

  #aheadMs(at: number): number {
    return at - this.#clocks.wallMs();
  }
}

function detectorHangs(): GatewayError {
  return new GatewayError(
    'DETECTOR_FAILED',
    `the detector took more than ${MAX_DETECT_MS / 1000} s for a frame`,
  );
}
