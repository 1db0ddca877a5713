import { distanceToBorder } from '../../core/geometry/polygon.ts';
import type { Polygon } from '../../core/model/shapes.ts';
import type { SimReceiver, StoreLayout } from '../model/layout.ts';
import { OFFICE } from '../physics/radio-model.ts';
import { placesIn } from './zone-sight.ts';

/** Height at which trolleys and baskets carry their tags. */
const TAG_HEIGHT_M = 1;
/** Standard deviation of a level averaged over many adverts. The average removes fading, but not shadows and echoes. */
const LEVEL_SD_DB = Math.hypot(OFFICE.shadowDb, OFFICE.rippleDb);
/** Level change in dB per relative change of distance. */
const DB_PER_PART = (10 * OFFICE.pathLossExponent) / Math.LN10;

/** How well the receivers' positions can tell whether a tag is in a zone. */
export interface ZoneRadio {
  /** Error of one fix from levels alone: the median over the zone. Infinite with all receivers on a line. */
  readonly fixErrorM: number;
  /** Width of the zone at its widest place. */
  readonly widthM: number;
}

/** Returns undefined without a receiver, or without a tagged trolley or basket. */
export function zoneRadio({ receivers, tags }: StoreLayout, polygon: Polygon): ZoneRadio | undefined {
  if (receivers.length === 0 || !tags.some(({ carrier }) => carrier.kind === 'visitor')) return undefined;
  const places = placesIn(polygon);
  const errors = places.map(({ x, y }) => leastErrorM(receivers, x, y)).sort((a, b) => a - b);
  return {
    fixErrorM: errors[errors.length >> 1] ?? Number.POSITIVE_INFINITY,
    widthM: 2 * Math.max(0, ...places.map(({ x, y }) => distanceToBorder(polygon, x, y))),
  };
}

/**
 * Cramér–Rao bound, in metres, of a position estimated from levels (Patwari et al., IEEE Transactions on Signal
 * Processing 2003).
 */
function leastErrorM(receivers: readonly SimReceiver[], x: number, y: number): number {
  let [xx, xy, yy] = [0, 0, 0];
  for (const receiver of receivers) {
    const [dx, dy] = [receiver.x - x, receiver.y - y];
    const squareM = dx ** 2 + dy ** 2 + (receiver.z - TAG_HEIGHT_M) ** 2;
    const weight = (DB_PER_PART / LEVEL_SD_DB / squareM) ** 2;
    xx += weight * dx * dx;
    xy += weight * dx * dy;
    yy += weight * dy * dy;
  }
  const determinant = xx * yy - xy * xy;
  return determinant <= 0 ? Number.POSITIVE_INFINITY : Math.sqrt((xx + yy) / determinant);
}
