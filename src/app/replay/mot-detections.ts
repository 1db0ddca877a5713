import { GatewayError } from '../../core/model/gateway-error.ts';
import type { EpochMs, SensorId } from '../../core/model/ids.ts';
import type { PeopleSeen } from '../../core/model/observation.ts';
import type { FrameSize } from '../../core/tracking/foot-point-estimator.ts';

/** The tracker expects scores of at least 0.95 for the surest 10 % of the boxes. */
const SURE_SCORE = 0.95;
const SURE_SHARE = 0.1;
/** Score for all boxes when all scores in the file are equal: high, but below SURE_SCORE. */
const SAME_SCORE = 0.9;
/** If a larger share of boxes has its centre outside the picture, the given picture size is wrong. */
const MAX_OUTSIDE_SHARE = 0.01;
/** Largest frame number: a week at 16 frames a second. A larger number is a mistake in the file. */
const MAX_FRAMES = 10_000_000;
const COLUMNS = 'frame,id,left,top,width,height,score';

/** The boxes of a MOTChallenge detection file. For each frame, a flat list of left, top, width, height and score. */
export interface MotDetections {
  /** Number of the first frame: 0 if the file has a frame 0, otherwise 1. */
  readonly firstFrame: number;
  readonly lastFrame: number;
  /** Detections with at least this score are nearly always right. */
  readonly sureScore: number;
  readonly boxesOf: ReadonlyMap<number, readonly number[]>;
}

/**
 * Parses a detection file. Frames may be in any order, and frames may be missing. Ignores a header line, and columns
 * after the score.
 */
export function parseMotDetections(text: string, path: string): MotDetections {
  const boxesOf = new Map<number, number[]>();
  let lastFrame = 0;
  text.split('\n').forEach((line, i) => {
    const cells = line.trim().split(/[\s,;]+/);
    const isHead = i === 0 && !/^[\uFEFF]?[-+.\d]/.test(line.trim());
    if (line.trim() === '' || isHead) return;
    const [frame, box] = readBox(cells) ?? broken(path, i + 1, line);
    const boxes = boxesOf.get(frame);
    if (boxes === undefined) boxesOf.set(frame, box);
    else boxes.push(...box);
    lastFrame = Math.max(lastFrame, frame);
  });
  return { firstFrame: boxesOf.has(0) ? 0 : 1, lastFrame, sureScore: judgeScores(boxesOf), boxesOf };
}

/** Yields an observation for each frame, even for frames without boxes, at `start` + (frame − first frame) / fps. */
export function* motObservations(
  { firstFrame, lastFrame, boxesOf }: MotDetections,
  at: { readonly sensor: SensorId; readonly start: EpochMs; readonly fps: number },
): Generator<PeopleSeen> {
  for (let frame = firstFrame; frame <= lastFrame; frame++) {
    const ms = Math.round(at.start + ((frame - firstFrame) * 1000) / at.fps) as EpochMs;
    yield { kind: 'PeopleSeen', sensor: at.sensor, at: ms, boxes: boxesOf.get(frame) ?? [] };
  }
}

export function areBoxesWithin({ boxesOf }: MotDetections, { widthPx, heightPx }: FrameSize): boolean {
  let count = 0;
  let outside = 0;
  for (const boxes of boxesOf.values()) {
    for (let n = 0; n < boxes.length; n += 5) {
      const [left = 0, top = 0, width = 0, height = 0] = boxes.slice(n, n + 4);
      count += 1;
      if (left + width / 2 > widthPx || top + height / 2 > heightPx) outside += 1;
    }
  }
  return outside <= MAX_OUTSIDE_SHARE * count;
}

function readBox(cells: readonly string[]): [frame: number, box: number[]] | undefined {
  const [frame = Number.NaN, , left = 0, top = 0, width = 0, height = 0, score = 1] = cells
    .slice(0, 7)
    .map((cell) => Number(cell.replace('\uFEFF', '')));
  const box = [left, top, width, height, score];
  const isFrame = Number.isInteger(frame) && frame >= 0 && frame <= MAX_FRAMES;
  return cells.length >= 6 && isFrame && box.every(Number.isFinite) ? [frame, box] : undefined;
}

function broken(path: string, line: number, text: string): never {
  throw new GatewayError(
    'INPUT_UNREADABLE',
    `${path}:${line} is no detection: ${COLUMNS} is expected, found '${text.trim().slice(0, 60)}'`,
  );
}

/**
 * Returns `sureScore`: the score that the best tenth of the boxes reaches, but at most SURE_SCORE if scores are up to
 * 1. If all scores are equal, replaces them by SAME_SCORE.
 */
function judgeScores(boxesOf: ReadonlyMap<number, number[]>): number {
  const scores = [...boxesOf.values()].flatMap((boxes) => boxes.filter((_, i) => i % 5 === 4));
  scores.sort((a, b) => b - a);
  const [best = 1, worst = 1] = [scores[0], scores.at(-1)];
  const sure = scores[Math.floor(SURE_SHARE * scores.length)] ?? best;
  if (best > worst && sure > 0) return best <= 1 ? Math.min(SURE_SCORE, sure) : sure;
  for (const boxes of boxesOf.values()) for (let n = 4; n < boxes.length; n += 5) boxes[n] = SAME_SCORE;
  return SURE_SCORE;
}
