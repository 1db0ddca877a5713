import { GatewayError } from '../../core/gateway-error.ts';
import type { PeopleSeen } from '../../core/observation.ts';
import type { EpochMs, SensorId } from '../../core/types.ts';

/**
 * MOTChallenge detections (frame, id, left, top, width, height, score, …; frames from 1) → one observation a frame,
 * frames without detections included, at `start` + (frame − 1) / fps.
 */
export function parseMotDetections(
  text: string,
  options: {
    readonly path: string;
    readonly sensor: SensorId;
    readonly start: EpochMs;
    readonly fps: number;
  },
): PeopleSeen[] {
  const frames = new Map<number, number[]>();
  let last = 0;
  text.split('\n').forEach((line, i) => {
    if (line.trim() === '') return;
    const cells = line
      .trim()
      .split(/[\s,]+/)
      .map(Number);
    const [frame = Number.NaN, , left, top, width, height, score = 1] = cells;
    if (cells.length < 6 || cells.some(Number.isNaN) || !Number.isInteger(frame) || frame < 1) {
      throw new GatewayError(
        'INPUT_UNREADABLE',
        `${options.path}:${i + 1} is no detection: frame,id,left,top,width,height,score is expected, found '${line.slice(0, 60)}'`,
      );
    }
    const boxes = frames.get(frame) ?? [];
    boxes.push(left ?? 0, top ?? 0, width ?? 0, height ?? 0, score);
    frames.set(frame, boxes);
    last = Math.max(last, frame);
  });
  return Array.from({ length: last }, (_, i) => ({
    kind: 'PeopleSeen',
    sensor: options.sensor,
    at: Math.round(options.start + (i * 1000) / options.fps) as EpochMs,
    boxes: frames.get(i + 1) ?? [],
  }));
}
