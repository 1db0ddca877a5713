import type { Point } from '../../core/model/shapes.ts';
import type { Random } from '../kernel/random.ts';
import type { Door, StoreLayout } from '../model/layout.ts';
import type { Attractor, Scenario, Shift } from '../model/scenario.ts';

/** One thing a person does before the next. */
export type Step =
  /** The way is that to `along`, in sight of which the goal is; the goal's own when absent. */
  | { readonly kind: 'go'; readonly to: Point; readonly along?: Point; readonly withinM: number }
  | { readonly kind: 'stay'; readonly forMs: number }
  /** At the till where the fewest wait. */
  | { readonly kind: 'queue' };

export type Itinerary = Iterator<Step, void, void>;

/** What one member of a group does; the members stop at the same places for about as long. */
export interface Outing {
  readonly door: Door;
  readonly cameFrom: Point;
  readonly leavesTo: Point;
  readonly stops: readonly { readonly attractor: Attractor; readonly dwellMs: number }[];
  readonly buys: boolean;
  readonly turnsBack: boolean;
}

const NEAR_SPOT_M = 0.35;
const SPREAD_M = 0.35;
const TURN_BACK_DEPTH_M = 0.9;
const STEPS_ASIDE = 0.4;

export function planOuting(layout: StoreLayout, scenario: Scenario, atMs: number, random: Random): Outing {
  const door = pick(layout.doors, random);
  const leaveDoor = random.chance(0.8) ? door : pick(layout.doors, random);
  return {
    door,
    cameFrom: streetEnd(door, random),
    leavesTo: streetEnd(leaveDoor, random),
    turnsBack: random.chance(scenario.turnBackShare),
    stops: planStops(scenario, atMs, random),
    buys: layout.tills.length > 0 && random.chance(scenario.buyShare),
  };
}

function planStops(scenario: Scenario, atMs: number, random: Random): Outing['stops'] {
  const weights = scenario.attractors.map((attractor) => weightAt(scenario, attractor, atMs));
  if (weights.length === 0) return [];
  const count = 1 + random.poisson(Math.max(0, scenario.stopsMean - 1));
  return Array.from({ length: count }, () => {
    const attractor = pickWeighted(scenario.attractors, weights, random);
    return { attractor, dwellMs: 1000 * random.logNormal(attractor.dwell.medianS, attractor.dwell.sigma) };
  });
}

function weightAt(scenario: Scenario, { id, weight }: Attractor, atMs: number): number {
  return scenario.promotions
    .filter((promotion) => promotion.attractor === id && atMs >= promotion.fromMs && atMs < promotion.toMs)
    .reduce((product, promotion) => product * promotion.factor, weight);
}

/** `pays`: one of a group does, the others stay at the last stop or go out. */
export function* visit(outing: Outing, pays: boolean, random: Random): Generator<Step, void, void> {
  if (outing.turnsBack) {
    yield { kind: 'go', to: insideOf(outing.door, TURN_BACK_DEPTH_M), withinM: 0.3 };
    yield { kind: 'stay', forMs: random.between(300, 1500) };
  } else {
    for (const { attractor, dwellMs } of outing.stops) {
      yield goNear(attractor.at, random);
      yield* linger(attractor.at, dwellMs * random.between(0.9, 1.1), random);
    }
    if (pays && outing.buys) yield { kind: 'queue' };
  }
  yield { kind: 'go', to: outing.leavesTo, withinM: 0.8 };
}

/** Stays about one spot, a step aside now and then. */
function* linger(at: Point, forMs: number, random: Random): Generator<Step, void, void> {
  for (let leftMs = forMs; leftMs > 0; ) {
    const pauseMs = Math.min(leftMs, random.between(4_000, 15_000));
    yield { kind: 'stay', forMs: pauseMs };
    leftMs -= pauseMs;
    if (leftMs > 0 && random.chance(STEPS_ASIDE)) yield goNear(at, random);
  }
}

export function* passBy(to: Point): Generator<Step, void, void> {
  yield { kind: 'go', to, withinM: 0.8 };
}

export interface Duty {
  readonly shift: Shift;
  readonly scenario: Scenario;
  readonly leavesTo: Point;
  readonly now: () => number;
  readonly endMs: number;
}

/** Between the post and the shelves until the shift is over. */
export function* work(
  { shift, scenario, leavesTo, now, endMs }: Duty,
  random: Random,
): Generator<Step, void, void> {
  while (now() < endMs) {
    yield goNear(shift.post, random);
    yield { kind: 'stay', forMs: Math.min(endMs - now(), random.exponential(240_000)) };
    if (now() >= endMs || scenario.attractors.length === 0) continue;
    yield goNear(pick(scenario.attractors, random).at, random);
    yield { kind: 'stay', forMs: Math.min(endMs - now(), random.exponential(90_000)) };
  }
  yield { kind: 'go', to: leavesTo, withinM: 0.8 };
}

/** One end of the pavement, somewhere across its width. */
export function streetEnd({ street }: Door, random: Random): Point {
  const [at, other] = random.chance(0.5) ? [street.from, street.to] : [street.to, street.from];
  return acrossStreet(at, other, street.widthM, random);
}

export function acrossStreet(at: Point, other: Point, widthM: number, random: Random): Point {
  const length = Math.hypot(other.x - at.x, other.y - at.y);
  const aside = random.between(-0.35, 0.35) * widthM;
  return { x: at.x - ((other.y - at.y) / length) * aside, y: at.y + ((other.x - at.x) / length) * aside };
}

function insideOf(door: Door, depthM: number): Point {
  return {
    x: (door.from.x + door.to.x) / 2 + door.inside.x * depthM,
    y: (door.from.y + door.to.y) / 2 + door.inside.y * depthM,
  };
}

/** Somewhere about the place. All who go there go the same way. */
function goNear(at: Point, random: Random): Step {
  const to = {
    x: at.x + random.between(-SPREAD_M, SPREAD_M),
    y: at.y + random.between(-SPREAD_M, SPREAD_M),
  };
  return { kind: 'go', to, along: at, withinM: NEAR_SPOT_M };
}

function pick<T>(items: readonly T[], random: Random): T {
  const item = items[Math.floor(random.unit() * items.length)];
  if (item === undefined) throw new RangeError('a simulated shop needs at least one door');
  return item;
}

function pickWeighted<T>(items: readonly T[], weights: readonly number[], random: Random): T {
  const item = items[random.weighted(weights)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}
