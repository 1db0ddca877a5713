import { spreadOfPowers } from '../tx-power-estimator.ts';
import { createWalkablePrior, WAYS_FROM_RECEIVERS, walkedNodes } from '../walkable-prior.ts';
import type { Learned } from './fit-path-loss.ts';
import { fitPathLoss, genericPathLoss } from './fit-path-loss.ts';
import type { Lattice, LearningTools, Residual } from './fit-residual-map.ts';
import { applyResidualMap, fitResidualMap } from './fit-residual-map.ts';
import type { RadioMap } from './radio-map.ts';
import type { Trip, Way } from './way-sampler.ts';

/** A radio model learned from the traffic of the store. */
export interface RadioModel {
  readonly learned: Learned;
  readonly residual: Residual;
  /** How much the teaching walks used each lattice node, from 0 to 1. */
  readonly walked: Float32Array;
  readonly tagSdDb: number;
  /** Seconds of traffic from which the model was learned. */
  readonly seconds: number;
}

/** Rounds in which ways are drawn by the path loss alone. Residuals would explain the errors of the first rounds. */
const PATH_LOSS_ROUNDS = 8;
const ROUNDS = 28;
/** The last rounds, whose ways no longer depend on the start. The model is learned from all of these ways. */
const KEPT_ROUNDS = 15;
/** Ways of one part of the tags are drawn by the map of the other tags. In a map made of itself, a way is confirmed. */
const PARTS = 2;
/**
 * From six receivers on, the path loss is fitted again to ways that know the residuals. Ways are then drawn by maps of
 * other tags. With four receivers, path loss and ways would drift off together. Half of the tags would map too little.
 */
const hasMany = ({ receivers }: RadioMap) => receivers.length >= 6;

/**
 * Learns a model from trips. In each round, draws the ways of the trips by the present model, and fits the model to
 * them. The ways of the last rounds stand for all ways that the levels allow. A model of the likeliest ways alone would
 * repeat their errors. Each step takes a few milliseconds. After: Tanner, Wong, The Calculation of Posterior
 * Distributions by Data Augmentation (1987).
 */
export function* learnModel(tools: LearningTools, trips: readonly Trip[]): Generator<void, RadioModel> {
  const { map, lattice, sampler } = tools;
  const ways = trips.map((trip) => sampler.knownWay(trip));
  const kept: Way[] = [];
  let learned: Learned = { loss: genericPathLoss(map.receivers.length), tagOffsetDb: new Map() };
  for (let round = 0; round < ROUNDS; round++) {
    const hasResiduals = round >= PATH_LOSS_ROUNDS;
    yield* redrawWays(tools, ways, learned, hasResiduals);
    if (hasMany(map) || !hasResiduals) learned = yield* fitPathLoss(map, ways, learned);
    if (round >= ROUNDS - KEPT_ROUNDS) kept.push(...ways);
  }
  if (hasMany(map)) learned = yield* fitPathLoss(map, kept, learned, 1 / KEPT_ROUNDS);
  return {
    learned,
    residual: yield* fitResidualMap(tools, kept, learned, 1 / KEPT_ROUNDS),
    walked: walkedNodes(lattice, map.grid, trips),
    tagSdDb: spreadOfPowers([...learned.tagOffsetDb.values()]),
    seconds: trips.reduce((sum, { seconds }) => sum + seconds.length, 0),
  };
}

/** Replaces each way whose trip has no known positions. */
function* redrawWays(
  tools: LearningTools,
  ways: Way[],
  learned: Learned,
  hasResiduals: boolean,
): Generator<void, void> {
  const { map, sampler } = tools;
  const tags = [...new Set(ways.map(({ trip }) => trip.tag))];
  for (let part = 0; part < PARTS; part++) {
    const isDrawn = ({ trip }: Way) => trip.knownM === undefined && tags.indexOf(trip.tag) % PARTS === part;
    const others = ways.filter((way) => !isDrawn(way));
    if (others.length === ways.length) continue;
    if (hasResiduals) yield* fitResidualMap(tools, hasMany(map) ? others : ways, learned);
    else map.fill(learned.loss);
    for (const [i, way] of ways.entries())
      if (isDrawn(way)) ways[i] = yield* sampler.draw(way.trip, map, learned.tagOffsetDb);
  }
}

/** Fills `map` from the model. */
export function applyModel(map: RadioMap, lattice: Lattice, model: RadioModel): void {
  applyResidualMap(map, lattice, model.learned, model.residual);
  if (map.receivers.length >= WAYS_FROM_RECEIVERS)
    map.walkways = createWalkablePrior(map.grid, lattice, model.walked);
  map.tagSdDb = model.tagSdDb;
  map.learned = true;
}
