import type { FloorPlace } from '../geometry/floor-view.ts';
import type { TypeOf } from '../model/codec.ts';
import { list, number, record, struct, text, tuple } from '../model/codec.ts';
import type { EpochMs, SensorId } from '../model/ids.ts';
import { FLOOR_PLACE } from './floor-person.ts';

/** Time, in ms, for which a newcomer's points are kept. */
const KEEP_MS = 3_000;

/** A camera's track that is not yet assigned to a person on the floor. */
export const NEWCOMER = struct({
  camera: text<SensorId>(),
  track: number,
  since: number,
  points: list(struct({ at: number, place: FLOOR_PLACE })),
  /** For each person that the newcomer may be: the mean squared distance of the latest places, and their number. */
  compared: record(tuple(number, number)),
});
export type Newcomer = TypeOf<typeof NEWCOMER>;

export function keepPoint(newcomer: Newcomer, at: EpochMs, place: FloorPlace): void {
  newcomer.points.push({ at, place });
  newcomer.points = newcomer.points.filter((point) => at - point.at <= KEEP_MS);
}
