import {
  clipToFrame,
  distanceToSegment,
  isInside,
  isSelfCrossing,
  segmentsCross,
} from '../../../core/geometry/polygon.ts';
import type { Point } from '../../../core/model/shapes.ts';
import { isInnerLine } from '../canvas/inner-line.ts';
import type { LineShape, Pair, Shape, ZoneShape } from '../canvas/shapes.ts';
import type { Word } from '../kit/i18n.ts';
import { isOverlapping } from '../state/overlaps.ts';

export interface PlanHint {
  readonly shape: Shape;
  readonly word: Word;
  readonly values: Readonly<Record<string, string>>;
}

export interface PlanContext {
  readonly space: {
    readonly id: string;
    readonly unit: 'm' | 'px';
    readonly width: number;
    readonly height: number;
  };
  /** Positions of people and starts of their tracks, as far as known. */
  readonly points: readonly Pair[];
  readonly births: readonly Pair[];
  /** Doors, each with the ids of its lines. */
  readonly doors: readonly { readonly name: string; readonly lines: readonly string[] }[];
}

/** Smallest number of positions (of track starts) from which a hint follows. */
const ENOUGH_POINTS = 200;
const ENOUGH_BIRTHS = 5;
/** When more than this share of all tracks starts near a line, tracks begin there, and the line misses people. */
const BIRTH_SHARE = 0.25;
const PERSON_WIDTH_M = 0.5;
/** Assumed error of a person's position: in metres on the floor plan, otherwise as a share of the picture's width. */
const ERROR_M = 0.35;
const ERROR_SHARE = 0.025;

/** Returns hints on shapes of one space that probably miscount: first on zones, then on lines and doors. */
export function checkPlan(shapes: readonly Shape[], ground: PlanContext): PlanHint[] {
  const here = shapes.filter(({ space }) => space === ground.space.id);
  const zones = here.filter((shape) => shape.kind === 'zone');
  const lines = here.filter((shape) => shape.kind === 'line');
  return [
    ...zones.flatMap((zone) => zoneHints(zone, ground)),
    ...zones.flatMap((zone, i) => zones.slice(i + 1).flatMap((other) => overlapHints(zone, other))),
    ...lines.flatMap((line) => lineHints(line, ground)),
    ...doorHints(lines, ground),
  ];
}

function hint(shape: Shape, word: Word, values: Readonly<Record<string, string>> = {}): PlanHint {
  return { shape, word, values: { name: shape.name, ...values } };
}

function errorOf({ space }: PlanContext): number {
  return space.unit === 'm' ? ERROR_M : space.width * ERROR_SHARE;
}

function zoneHints(zone: ZoneShape, ground: PlanContext): PlanHint[] {
  const polygon = pointsOf(zone.points);
  if (isSelfCrossing(polygon)) return [hint(zone, 'hintSelfCrossing')];
  const hints: PlanHint[] = [];
  const error = errorOf(ground);
  if (widthOf(polygon) < 2 * error) {
    const shown = (value: number) =>
      ground.space.unit === 'm' ? `${value.toFixed(1)} m` : `${Math.round(value)} px`;
    hints.push(hint(zone, 'hintSmallZone', { size: shown(error), least: shown(2 * error) }));
  }
  const { points } = ground;
  if (points.length >= ENOUGH_POINTS && !points.some(([x, y]) => isInside(polygon, x, y))) {
    hints.push(hint(zone, 'hintUnwalkedZone'));
  }
  return hints;
}

/** Returns the width of a polygon: its smallest extent at right angles to any of its edges. */
function widthOf(polygon: readonly Point[]): number {
  const widths = polygon.map((from, i) => {
    const to = polygon[(i + 1) % polygon.length] ?? from;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    if (length === 0) return Number.POSITIVE_INFINITY;
    const across = polygon.map(
      ({ x, y }) => ((to.x - from.x) * (y - from.y) - (to.y - from.y) * (x - from.x)) / length,
    );
    return Math.max(...across) - Math.min(...across);
  });
  return Math.min(...widths);
}

function overlapHints(zone: ZoneShape, other: ZoneShape): PlanHint[] {
  return isOverlapping(zone.points, other.points) ? [hint(zone, 'hintOverlap', { other: other.name })] : [];
}

function lineHints(line: LineShape, ground: PlanContext): PlanHint[] {
  const [from, to] = endsOf(line);
  const { space, points, births } = ground;
  const unit = space.unit === 'm' ? PERSON_WIDTH_M : 2 * errorOf(ground);
  if (Math.hypot(to.x - from.x, to.y - from.y) < unit) return [hint(line, 'hintShortLine')];
  if (isAtEdge(from, to, space, unit / 2)) return [hint(line, 'hintAtEdge')];
  const isNear = ([x, y]: Pair) => distanceToSegment(from, to, x, y) < unit;
  const near = births.filter(isNear).length;
  if (births.length >= ENOUGH_BIRTHS && near / births.length > BIRTH_SHARE)
    return [hint(line, 'hintNearBirth')];
  if (points.length >= ENOUGH_POINTS && !points.some(isNear)) return [hint(line, 'hintUnwalkedLine')];
  return [];
}

/**
 * Returns whether both ends of a line are near the same edge of a camera's view. On a floor plan, only a line outside
 * the floor can be: inside, an edge is a wall.
 */
function isAtEdge(from: Point, to: Point, space: PlanContext['space'], margin: number): boolean {
  const inner = clipToFrame([from, to, to], space.width, space.height);
  if (space.unit === 'm' && inner.length > 0) return false;
  const both = (test: (point: Point) => boolean) => test(from) && test(to);
  return (
    both(({ x }) => x < margin) ||
    both(({ y }) => y < margin) ||
    both(({ x }) => x > space.width - margin) ||
    both(({ y }) => y > space.height - margin)
  );
}

function doorHints(lines: readonly LineShape[], ground: PlanContext): PlanHint[] {
  return ground.doors.flatMap((door) => {
    const own = lines.filter(({ id }) => door.lines.includes(id));
    const inner = own.filter((line) => liesInside(line, ground));
    const apart = own.flatMap((line, i) =>
      own
        .slice(i + 1)
        .flatMap((other) =>
          liesAlike(line, other, errorOf(ground)) ? [] : [hint(line, 'hintDoorLines', { other: other.name })],
        ),
    );
    return [...inner.map((line) => hint(line, 'hintInnerDoor', { door: door.name })), ...apart];
  });
}

function liesInside({ points: [from, to] }: LineShape, { space }: PlanContext): boolean {
  return isInnerLine({ space: space.id, from, to }, { spaces: [space] });
}

/** Returns whether two lines of one door count the same people: their ends are at the same places, in either order. */
function liesAlike(line: LineShape, other: LineShape, error: number): boolean {
  const [a, b] = endsOf(line);
  const [c, d] = endsOf(other);
  const apart = (p: Point, q: Point) => Math.hypot(p.x - q.x, p.y - q.y);
  const limit = 2 * error;
  if (segmentsCross(a, b, c, d) && Math.min(apart(a, c), apart(a, d)) > limit) return false;
  return (apart(a, c) <= limit && apart(b, d) <= limit) || (apart(a, d) <= limit && apart(b, c) <= limit);
}

function endsOf({ points }: LineShape): [Point, Point] {
  const [from, to] = points;
  return [
    { x: from[0], y: from[1] },
    { x: to[0], y: to[1] },
  ];
}

function pointsOf(pairs: readonly Pair[]): Point[] {
  return pairs.map(([x, y]) => ({ x, y }));
}
