import type { Point } from '../../core/model/shapes.ts';
import type { Random } from '../kernel/random.ts';
import type { Door, StoreLayout } from '../model/layout.ts';
import type { Attractor, Scenario, Shift } from '../model/scenario.ts';

/** One action of a person. */
export type Step =
  /** The person follows the route to `along`, from which `to` is visible. Absent: the route to `to`. */
  | { readonly kind: 'go'; readonly to: Point; readonly along?: Point; readonly withinM: number }
  | { readonly kind: 'stay'; readonly forMs: number }
  /**
   * Takes the product in hand, unless another person holds it, and puts it back later. The next step does not wait for
   * that.
   */
  | { readonly kind: 'handle'; readonly product: string; readonly forMs: number }
  /** Queues at the till with the fewest people. */
  | { readonly kind: 'queue' };

export type Itinerary = Iterator<Step, void, void>;

/** The plan of one member of a group. All members stop at the same places for a similar time. */
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

/** Choices of one member of a group. */
export interface Member {
  /** True for the one member who queues when the group buys; the others leave the store. */
  readonly pays: boolean;
  readonly random: Random;
  /** Random stream for handling only, so that handling changes no person's way. */
  readonly hands: Random;
  readonly handling: Scenario['handling'];
}

export function* visit(outing: Outing, member: Member): Generator<Step, void, void> {
  const { pays, random } = member;
  if (outing.turnsBack) {
    yield { kind: 'go', to: insideOf(outing.door, TURN_BACK_DEPTH_M), withinM: 0.3 };
    yield { kind: 'stay', forMs: random.between(300, 1500) };
  } else {
    for (const { attractor, dwellMs } of outing.stops) {
      yield goNear(attractor.at, random);
      yield* handle(attractor.id, dwellMs, member);
      yield* linger(attractor.at, dwellMs * random.between(0.9, 1.1), random);
    }
    if (pays && outing.buys) yield { kind: 'queue' };
  }
  yield { kind: 'go', to: outing.leavesTo, withinM: 0.8 };
}

function* handle(product: string, dwellMs: number, { hands, handling }: Member): Generator<Step, void, void> {
  const { share, held } = handling;
  const forMs = Math.min(dwellMs, 1000 * hands.logNormal(held.medianS, held.sigma));
  if (hands.chance(share)) yield { kind: 'handle', product, forMs };
}

/** Stays near one place, and sometimes steps aside. */
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

/** Alternates between the post and the shelves until the shift ends. */
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

/** Picks one end of the pavement, and a random place across its width. */
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

/** Goes to a random place near `at`. All people with this destination share one route. */
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
