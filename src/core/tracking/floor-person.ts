import type { FloorPlace } from '../geometry/floor-view.ts';
import { positionDeviation, squaredMahalanobisBetween } from '../geometry/floor-view.ts';
import type { Codec, TypeOf } from '../model/codec.ts';
import { choice, nullable, number, orNever, record, row, text } from '../model/codec.ts';
import type { EpochMs, SensorId } from '../model/ids.ts';

/** A camera's track with a larger squared distance from the person for ODD_MS is another person's. */
const ODD = 16;
const ODD_MS = 1_500;

/**
 * Standard deviation, in metres, of cameras' disagreement beyond their known errors: lenses, leaning people, clocks.
 */
const MODEL_SD_M = 0.3;
/**
 * Standard deviation that a position gains per second in which no camera sees the person. The last speed is
 * extrapolated for SPEED_BELIEVED_S at most.
 */
const UNSEEN_SD_M_PER_S = 0.7;
const SPEED_BELIEVED_S = 1;
const SPEED_SMOOTHING = 0.3;

export const FLOOR_PLACE: Codec<FloorPlace> = row({
  x: number,
  y: number,
  xx: number,
  xy: number,
  yy: number,
});

/** One camera's track of a person. */
const SIGHT = row({
  track: number,
  at: number,
  /** Time since which the track has been away from the person; null when it is not. */
  oddSince: nullable(number),
});
export type CameraTrack = TypeOf<typeof SIGHT>;

/** A person on the floor, as located by the camera that sets the position. */
export const FLOOR_PERSON = row({
  id: number,
  /** The cameras' own numbers for this person. A camera that lost the person may still be listed. */
  seenBy: record(SIGHT),
  primary: text(),
  place: FLOOR_PLACE,
  speedX: number,
  speedY: number,
  lastAt: orNever(number),
  reason: choice('lost', 'frame-edge'),
  /**
   * Number of an older person at the same place whom no camera sees beside this person, and since when. Both are 0
   * without such a person.
   */
  twin: number,
  twinSince: number,
});
export type FloorPerson = TypeOf<typeof FLOOR_PERSON>;

export function move(person: FloorPerson, at: number, place: FloorPlace): void {
  const seconds = (at - person.lastAt) / 1000;
  if (Number.isFinite(seconds) && seconds > 0) {
    person.speedX += SPEED_SMOOTHING * ((place.x - person.place.x) / seconds - person.speedX);
    person.speedY += SPEED_SMOOTHING * ((place.y - person.place.y) / seconds - person.speedY);
  }
  person.place = place;
  person.lastAt = at;
}

/** Squared Mahalanobis distance between a place and the person's extrapolated position. */
export function squaredMahalanobis(
  { place: own, speedX, speedY, lastAt }: FloorPerson,
  at: number,
  place: FloorPlace,
) {
  const seconds = Math.max(0, at - lastAt) / 1000;
  const believed = Math.min(SPEED_BELIEVED_S, seconds);
  const extra = MODEL_SD_M ** 2 + (UNSEEN_SD_M_PER_S * seconds) ** 2;
  const dx = place.x - own.x - believed * speedX;
  const dy = place.y - own.y - believed * speedY;
  return squaredMahalanobisBetween(own, place, dx, dy, extra);
}

/** Returns whether a camera is certain enough to take over from the camera that sets the position. */
export function isMoreCertain(place: FloorPlace, than: FloorPlace): boolean {
  return positionDeviation(place) < 0.6 * positionDeviation(than);
}

/** Returns true when one camera tracks both at the same time: then they are two people. */
export function areSeenTogether(a: FloorPerson, b: FloorPerson, after: number): boolean {
  return Object.entries(a.seenBy).some(
    ([camera, { at }]) => at >= after && (b.seenBy[camera]?.at ?? Number.NEGATIVE_INFINITY) >= after,
  );
}

/** Creates a person whom one camera has just started to see. */
export function newPerson(id: number, camera: SensorId, place: FloorPlace): FloorPerson {
  return {
    id,
    seenBy: {},
    primary: camera,
    place,
    speedX: 0,
    speedY: 0,
    lastAt: Number.NEGATIVE_INFINITY,
    reason: 'lost',
    twin: 0,
    twinSince: 0,
  };
}

/** Returns whether a camera's track has moved away from the person that it was joined to. */
export function isAway(person: FloorPerson, camera: SensorId, at: EpochMs, place: FloorPlace): boolean {
  const sight = person.seenBy[camera];
  if (sight === undefined) return false;
  if (person.primary === camera || squaredMahalanobis(person, at, place) <= ODD) {
    sight.oddSince = null;
    return false;
  }
  sight.oddSince ??= at;
  return at - sight.oddSince > ODD_MS;
}
