import type { Point, Polygon } from '../../core/model/shapes.ts';
import type { GreyPicture } from './grey-picture.ts';
import { hundredths, isDark } from './grey-picture.ts';
import { findWalls } from './wall-cells.ts';

export interface Gap {
  readonly from: Point;
  readonly to: Point;
}

/** A store in metres from the upper left corner inside its outer walls. */
export interface TracedPlan {
  readonly floor: { readonly widthM: number; readonly heightM: number };
  /** Inner walls: rectangles that cover the dark areas. */
  readonly walls: readonly Polygon[];
  /** Openings in the outer walls with the width of a door. */
  readonly gaps: readonly Gap[];
}

/** An outer wall is dark along at least this share of the longest wall in its direction. */
const LONG_SHARE = 0.5;
const [NARROWEST_DOOR_M, WIDEST_DOOR_M] = [0.7, 4];

type Axis = 'x' | 'y';
/** The outer walls at both ends of an axis: their outer and inner sides, in pixels. */
interface Ends {
  readonly outerLow: number;
  readonly innerLow: number;
  readonly innerHigh: number;
  readonly outerHigh: number;
}

/** Reads a plan with dark walls on light ground. Undefined when no room lies between outer walls. */
export function tracePlan(picture: GreyPicture, widthM: number): TracedPlan | undefined {
  const [across, down] = [findEnds(picture, 'x'), findEnds(picture, 'y')];
  if (across === undefined || down === undefined) return undefined;
  const scale = widthM / (across.innerHigh - across.innerLow);
  const heightM = hundredths(scale * (down.innerHigh - down.innerLow));
  const origin = { x: across.innerLow, y: down.innerLow };
  const low = ({ outerLow, innerLow }: Ends) => ({ wall: [outerLow, innerLow] as const, at: 0 });
  const high = ({ innerHigh, outerHigh }: Ends) => [innerHigh, outerHigh] as const;
  const [rows, columns] = [
    { axis: 'x', along: across, scale } as const,
    { axis: 'y', along: down, scale } as const,
  ];
  return {
    floor: { widthM, heightM },
    walls: findWalls({ picture, origin, scale, size: { widthM, heightM } }),
    gaps: [
      ...findGaps(picture, { ...rows, ...low(down) }),
      ...findGaps(picture, { ...rows, wall: high(down), at: heightM }),
      ...findGaps(picture, { ...columns, ...low(across) }),
      ...findGaps(picture, { ...columns, wall: high(across), at: widthM }),
    ],
  };
}

/** Takes the first and last rows (or columns) with a long dark part as outer walls. */
function findEnds(picture: GreyPicture, axis: Axis): Ends | undefined {
  const [length, depth] = axis === 'x' ? [picture.width, picture.height] : [picture.height, picture.width];
  const darkAt = (i: number) => countDark(picture, axis, i, [0, depth]);
  const counts = Array.from({ length }, (_, i) => darkAt(i));
  const least = LONG_SHARE * Math.max(1, ...counts);
  const isLong = (i: number) => (counts[i] ?? 0) >= least;
  const outerLow = counts.findIndex((_, i) => isLong(i));
  const lastHigh = counts.findLastIndex((_, i) => isLong(i));
  const innerLow = counts.findIndex((_, i) => i > outerLow && !isLong(i));
  const innerHigh = counts.findLastIndex((_, i) => i < lastHigh && !isLong(i)) + 1;
  return innerLow < 0 || innerHigh <= innerLow
    ? undefined
    : { outerLow, innerLow, innerHigh, outerHigh: lastHigh + 1 };
}

/** Counts the dark pixels of one column (axis x) or row (axis y) between two ends. */
function countDark(
  picture: GreyPicture,
  axis: Axis,
  at: number,
  [from, to]: readonly [number, number],
): number {
  let dark = 0;
  for (let i = from; i < to; i++)
    if (axis === 'x' ? isDark(picture, at, i) : isDark(picture, i, at)) dark += 1;
  return dark;
}

interface Wall {
  readonly axis: Axis;
  readonly along: Ends;
  /** Both faces of the wall, in pixels. */
  readonly wall: readonly [from: number, to: number];
  /** Metres on the floor per pixel of the picture. */
  readonly scale: number;
  /** Position of the floor's edge at this wall, in metres. */
  readonly at: number;
}

/** Finds openings. A thin line across an opening, such as a door leaf, does not close it. */
function findGaps(picture: GreyPicture, { axis, along, wall, scale, at }: Wall): Gap[] {
  const gaps: Gap[] = [];
  const isOpen = (i: number) => 2 * countDark(picture, axis, i, wall) < wall[1] - wall[0];
  let fromPx: number | undefined;
  for (let i = along.innerLow; i <= along.innerHigh; i++) {
    const opens = i < along.innerHigh && isOpen(i);
    if (opens) fromPx ??= i;
    else if (fromPx !== undefined) {
      const ends = [fromPx, i].map((px) => hundredths((px - along.innerLow) * scale));
      const [from = 0, to = 0] = ends;
      const place = (m: number) => (axis === 'x' ? { x: m, y: at } : { x: at, y: m });
      if (to - from >= NARROWEST_DOOR_M && to - from <= WIDEST_DOOR_M)
        gaps.push({ from: place(from), to: place(to) });
      fromPx = undefined;
    }
  }
  return gaps;
}
