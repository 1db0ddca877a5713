import type { Detections } from './detections.ts';
import type { PersonTrack } from './person-track.ts';

/** How far two stretches given by centre and length lie over each other; negative where they are apart. */
function shared(centreA: number, lengthA: number, centreB: number, lengthB: number): number {
  return Math.min(lengthA, lengthB, (lengthA + lengthB) / 2 - Math.abs(centreA - centreB));
}

/** IoU of a box given by its centre, and detection `n`; each side of both is longer by `slack`. */
export function overlapAt(
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
  const sharedX = shared(x, wide, boxes.x[n] as number, boxWidth);
  if (sharedX <= 0) return 0;
  const sharedY = shared(y, high, boxes.y[n] as number, boxHeight);
  if (sharedY <= 0) return 0;
  const both = sharedX * sharedY;
  return both / (wide * high + boxWidth * boxHeight - both);
}

/** The share of detection `n` that lies in detection `m`, or the other way round if that is more. */
export function coverOf(boxes: Detections, n: number, m: number): number {
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

/** The share of where a track's box is predicted that lies behind the last detection of another. */
export function hiddenShare(track: PersonTrack, front: PersonTrack): number {
  const wide = shared(
    track.x.position,
    track.width.position,
    front.left + front.lastWidth / 2,
    front.lastWidth,
  );
  const high = shared(
    track.y.position,
    track.height.position,
    front.top + front.lastHeight / 2,
    front.lastHeight,
  );
  return wide > 0 && high > 0 ? (wide * high) / (track.width.position * track.height.position) : 0;
}
