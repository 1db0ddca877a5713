import { GatewayError } from '../../core/model/gateway-error.ts';
import type { NewCamera, NewDoor, NewLayout, NewTill } from '../../sim/plan/new-layout.ts';
import type { TracedPlan } from '../../sim/plan/trace-plan.ts';

/** Options of the command line. Positions are in metres from the upper left corner inside the outer walls. */
export interface NewLayoutOptions {
  /** Width between the outer walls, in metres. */
  readonly width?: number;
  /** One text per camera: `ID=X,Y,HEIGHT,AIM-X,AIM-Y[,VIEW]`. */
  readonly camera?: readonly string[];
  /** One text per till: `ID=X,Y,LINE-X,LINE-Y`. */
  readonly till?: readonly string[];
  /** One text per door: `ID=X1,Y1,X2,Y2`. Undefined: each opening in the outer walls becomes a door. */
  readonly door?: readonly string[];
}

const USUAL_VIEW_DEG = 90;

/** Places cameras, tills and doors on the floor plan. Throws SETTINGS_INVALID with all problems. */
export function placeOnPlan(name: string, plan: TracedPlan, options: NewLayoutOptions): NewLayout {
  const problems: string[] = [];
  const read = (kind: string, texts: readonly string[] = [], form: string) =>
    texts.flatMap((text) => {
      const place = readPlace(text, form.split(','));
      if (place === undefined) problems.push(`--${kind} ${text}: give ID=${form}, in metres`);
      else if (!isOnFloor(place.numbers, plan)) problems.push(`--${kind} ${text}: ${outside(plan)}`);
      else return [place];
      return [];
    });
  const cameras = read('camera', options.camera, 'X,Y,HEIGHT,AIM-X,AIM-Y[,VIEW]').map(toCamera);
  const tills = read('till', options.till, 'X,Y,LINE-X,LINE-Y').map(toTill);
  const drawn = read('door', options.door, 'X1,Y1,X2,Y2').map(toDoor);
  const doors = options.door === undefined ? plan.gaps.map(gapDoor) : drawn;
  if (options.camera === undefined)
    problems.push('at least one --camera ID=X,Y,HEIGHT,AIM-X,AIM-Y is needed');
  if (doors.length === 0 && problems.length === 0) problems.push(NO_DOOR);
  const ids = [...cameras, ...tills, ...doors].map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) problems.push(`two things are called '${twice}': give each another ID`);
  if (problems.length > 0) throw new GatewayError('SETTINGS_INVALID', problems.join('\n'));
  return { name, floor: plan.floor, walls: plan.walls, doors, cameras, tills };
}

const NO_DOOR =
  'the outer walls have no opening of 0.7 to 4 m: leave one in the plan, or give --door ID=X1,Y1,X2,Y2';

interface Place {
  readonly id: string;
  readonly numbers: readonly number[];
}

/**
 * Parses an option such as `ID=1,2,3`. `fields` are names for its numbers; a name in brackets marks an optional number.
 */
function readPlace(text: string, fields: readonly string[]): Place | undefined {
  const [, id, list = ''] = /^([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)=([\d.,-]+)$/.exec(text) ?? [];
  const numbers = list.split(',').map(Number);
  const least = fields.filter((field) => !field.startsWith('[') && !field.endsWith(']')).length;
  const isWhole = numbers.length >= least && numbers.length <= fields.length;
  return id === undefined || !isWhole || !numbers.every(Number.isFinite) ? undefined : { id, numbers };
}

/** Returns whether the position in the first two numbers is on the floor plan. */
function isOnFloor([x = -1, y = -1]: readonly number[], { floor }: TracedPlan): boolean {
  return x >= 0 && y >= 0 && x <= floor.widthM && y <= floor.heightM;
}

function outside({ floor }: TracedPlan): string {
  return `lies outside the floor, which is ${floor.widthM} m wide and ${floor.heightM} m deep`;
}

function toCamera({ id, numbers }: Place): NewCamera {
  const [x = 0, y = 0, heightM = 0, aimX = 0, aimY = 0, viewDeg = USUAL_VIEW_DEG] = numbers;
  return { id, x, y, heightM, aim: { x: aimX, y: aimY }, viewDeg };
}

function toTill({ id, numbers: [x = 0, y = 0, lineX = 0, lineY = 0] }: Place): NewTill {
  return { id, x, y, lineTo: { x: lineX, y: lineY } };
}

function toDoor({ id, numbers: [fromX = 0, fromY = 0, toX = 0, toY = 0] }: Place): NewDoor {
  return { id, from: { x: fromX, y: fromY }, to: { x: toX, y: toY } };
}

function gapDoor(gap: TracedPlan['gaps'][number], i: number): NewDoor {
  return { id: `door-${i + 1}`, ...gap };
}
