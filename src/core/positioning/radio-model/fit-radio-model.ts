import { spreadOfPowers } from '../tx-power-estimator.ts';
import { createWalkablePrior, WAYS_FROM_RECEIVERS, walkedNodes } from '../walkable-prior.ts';
import type { Learned } from './fit-path-loss.ts';
import { learnPathLoss } from './fit-path-loss.ts';
import type { Lattice, Residual } from './fit-residual-map.ts';
import { applyResidualMap, fitResidualMap } from './fit-residual-map.ts';
import type { RadioMap } from './radio-map.ts';
import type { Smoother, Trip } from './smoother.ts';

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

const PATH_LOSS_ROUNDS = 8;
const RESIDUAL_ROUNDS = 2;

/**
 * Learns a model from trips. Overwrites `work`, which must not be the filter's map. Each step takes a few milliseconds.
 */
export function* learnModel(
  work: RadioMap,
  lattice: Lattice,
  smoother: Smoother,
  trips: readonly Trip[],
): Generator<void, RadioModel> {
  const learned = yield* learnPathLoss(work, smoother, trips, PATH_LOSS_ROUNDS);
  const residual = yield* fitResidualMap({ map: work, lattice, smoother }, trips, learned, RESIDUAL_ROUNDS);
  return {
    learned,
    residual,
    walked: walkedNodes(lattice, work.grid, trips),
    tagSdDb: spreadOfPowers([...learned.tagOffsetDb.values()]),
    seconds: trips.reduce((sum, { seconds }) => sum + seconds.length, 0),
  };
}

/** Fills `map` from the model. */
export function applyModel(map: RadioMap, lattice: Lattice, model: RadioModel): void {
  applyResidualMap(map, lattice, model.learned, model.residual);
  if (map.receivers.length >= WAYS_FROM_RECEIVERS)
    map.walkways = createWalkablePrior(map.grid, lattice, model.walked);
  map.tagSdDb = model.tagSdDb;
  map.learned = true;
}
