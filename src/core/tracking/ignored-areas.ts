import { isInside } from '../geometry/polygon.ts';
import type { Polygon } from '../model/shapes.ts';
import { BOX_STRIDE } from './detections.ts';

/** Drops boxes whose foot point (middle of the bottom edge) lies in one of the areas. */
export function removeIgnored(boxes: readonly number[], areas: readonly Polygon[]): readonly number[] {
  if (areas.length === 0) return boxes;
  return boxes.filter((_, i) => {
    const [left = 0, top = 0, width = 0, height = 0] = boxes.slice(
      i - (i % BOX_STRIDE),
      i - (i % BOX_STRIDE) + 4,
    );
    return !areas.some((area) => isInside(area, left + width / 2, top + height));
  });
}
