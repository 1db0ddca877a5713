import type { Detections } from './detections.ts';
import type { PersonTrack } from './person-track.ts';

/**
 * Overlap of two intervals given by centre and length; 0 when they are apart. It needs no branch, which the processor
 * would often mispredict: max(a, b) is (a + b + |a − b|) / 2.
 */
function shared(centreA: number, lengthA: number, centreB: number, lengthB: number): number {
  const away = Math.abs(centreA - centreB);
  const longer = Math.abs(lengthA - lengthB) / 2;
  const over = (lengthA + lengthB - away - longer - Math.abs(away - longer)) / 2;
  return (over + Math.abs(over)) / 2;
}

/** IoU of detection `n` and a box given by its centre and sides. All sides are lengthened by `slack`. */
export function iouAt(
  x: number,
  y: number,
  width: number,
  height: number,
  slack: number,
  boxes: Detections,
  n: number,
): number {
  const boxWidth = (boxes.width[n] as number) + slack;
  const boxHeight = (boxes.height[n] as number) + slack;
  const wide = width + slack;
  const high = height + slack;
  const both =
    shared(x, wide, boxes.x[n] as number, boxWidth) * shared(y, high, boxes.y[n] as number, boxHeight);
  return both / (wide * high + boxWidth * boxHeight - both);
}

/** Share of detection `n` that lies in detection `m`, or the reverse if that is larger. */
export function overlapShare(boxes: Detections, n: number, m: number): number {
  const left = Math.max(boxes.left[n] as number, boxes.left[m] as number);
  const top = Math.max(boxes.top[n] as number, boxes.top[m] as number);
  const right = Math.min(
    (boxes.left[n] as number) + (boxes.width[n] as number),
    (boxes.left[m] as number) + (boxes.width[m] as number),
  );
  const bottom = Math.min(
    (boxes.top[n] as number) + (boxes.height[n] as number),
    (boxes.top[m] as number) + (boxes.height[m] as number),
  );
  if (right <= left || bottom <= top) return 0;
  const smaller = Math.min(
    (boxes.width[n] as number) * (boxes.height[n] as number),
    (boxes.width[m] as number) * (boxes.height[m] as number),
  );
  return ((right - left) * (bottom - top)) / smaller;
}

/** Share of a track's predicted box that lies behind detection `n`. */
export function hiddenShare({ x, y, width, height }: PersonTrack, boxes: Detections, n: number): number {
  const wide = shared(x.position, width.position, boxes.x[n] as number, boxes.width[n] as number);
  const high = shared(y.position, height.position, boxes.y[n] as number, boxes.height[n] as number);
  return (wide * high) / (width.position * height.position);
}
