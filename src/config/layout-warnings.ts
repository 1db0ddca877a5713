import { isInside, signedArea } from '../core/geometry/polygon.ts';
import { doorSources } from './door-sources.ts';
import type { Settings } from './schema.ts';
import { pathText } from './settings-problem.ts';

/** Smallest width and height of a zone, in pixels: people in the picture are larger than that. */
const MIN_ZONE_PX = 12;
/** Two lines that overlap by at least this share of the shorter one probably count the same people twice. */
const MIN_OVERLAP = 0.2;

type Line = Settings['lines'][number];
type Zone = Settings['zones'][number];

/** Returns warnings, one sentence each, about layouts that are allowed but probably a mistake. */
export function layoutWarnings(settings: Settings): string[] {
  return [
    ...settings.zones.flatMap((zone, i) => [...tinyZone(zone, i), ...coveredQueue(settings, zone, i)]),
    ...settings.doors.flatMap((door, i) => doorWarnings(settings, door, i)),
  ];
}

function tinyZone({ space, polygon }: Zone, index: number): string[] {
  if (space === 'floor' || polygon.length === 0) return [];
  const area = Math.abs(signedArea(polygon.map(([x, y]) => ({ x, y }))));
  if (area >= MIN_ZONE_PX ** 2) return [];
  const where = pathText(['zones', index, 'polygon']);
  return [
    `${where} encloses ${Math.round(area)} pixels: nobody fits in it. Draw it in pixels of the picture.`,
  ];
}

/** Warns when the middle of a queue lies in its service zone, where people are served and do not wait. */
function coveredQueue({ zones }: Settings, { serviceZone, polygon, space }: Zone, index: number): string[] {
  const service = zones.find(({ id }) => id === serviceZone);
  if (service === undefined || service.space !== space || polygon.length === 0) return [];
  const middle = (axis: 0 | 1) => polygon.reduce((sum, corner) => sum + corner[axis], 0) / polygon.length;
  const corners = service.polygon.map(([x, y]) => ({ x, y }));
  if (!isInside(corners, middle(0), middle(1))) return [];
  const where = pathText(['zones', index, 'polygon']);
  return [`${where} lies in its service zone ${service.id}: nobody waits there. Draw the two side by side.`];
}

function doorWarnings(settings: Settings, door: Settings['doors'][number], index: number): string[] {
  const { sensors, lines, parts } = doorSources(door);
  const where = pathText(['doors', index]);
  const same = (ids: readonly string[]) => ids.filter((id) => !parts.includes(id));
  const drawn = settings.lines.filter(({ id }) => same(lines).includes(id));
  const apart = pairsOf(drawn).filter(([a, b]) => a.space === b.space && overlapOf(a, b) < MIN_OVERLAP);
  return [
    ...apart.map(([a, b]) => `${where}: lines ${a.id} and ${b.id} do not lie beside one another. ${HINT}`),
    ...twins(settings, same(sensors)).map(
      (pair) => `${where}: ${pair} are taken to see the same people. ${HINT}`,
    ),
  ];
}

const HINT = 'If each sees a part of the width, write `sources` with `sees: part`: then their counts add up.';

/** Warns when a door has more than one counter of the same type. Probably each counts only a part of a wide door. */
function twins({ sensors }: Settings, ids: readonly string[]): string[] {
  const types = Map.groupBy(
    sensors.filter(({ id, model }) => ids.includes(id) && model.kind === 'counts-people'),
    ({ type }) => type,
  );
  return [...types.values()]
    .filter((group) => group.length > 1)
    .map((group) => group.map(({ id }) => id).join(' and '));
}

function pairsOf(lines: readonly Line[]): [Line, Line][] {
  return lines.flatMap((a, i) => lines.slice(i + 1).map((b): [Line, Line] => [a, b]));
}

/** Returns which share of the shorter line lies beside the longer one, 0 to 1. */
function overlapOf(a: Line, b: Line): number {
  const [long, short] = lengthOf(a) >= lengthOf(b) ? [a, b] : [b, a];
  const [fromX, fromY] = long.from;
  const length = lengthOf(long);
  const along = ([x, y]: readonly [number, number]) =>
    ((x - fromX) * (long.to[0] - fromX) + (y - fromY) * (long.to[1] - fromY)) / length;
  const ends = [along(short.from), along(short.to)].sort((p, q) => p - q);
  const [first = 0, last = 0] = ends;
  return Math.max(0, Math.min(length, last) - Math.max(0, first)) / Math.max(1e-9, last - first);
}

function lengthOf({ from, to }: Line): number {
  return Math.hypot(to[0] - from[0], to[1] - from[1]);
}
