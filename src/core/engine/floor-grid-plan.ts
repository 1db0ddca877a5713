import { isInside, signedArea } from '../geometry/polygon.ts';
import type { FloorModel, StoreModel, ZoneModel } from '../model/store-model.ts';
import type { FloorPlan } from '../positioning/floor-grid.ts';

/** The zones on the floor plan, in the order in which a tag's zone is given as a number. */
export function selectFloorZones({ zones }: Pick<StoreModel, 'zones'>): ZoneModel[] {
  return zones.filter(({ space }) => space === 'floor');
}

/** A tag is in one zone at a time: where zones overlap, in the smallest. */
export function toFloorPlan(floor: FloorModel, zones: readonly ZoneModel[]): FloorPlan {
  const smallestFirst = zones
    .map(({ polygon }, index) => ({ polygon, index, area: Math.abs(signedArea(polygon)) }))
    .sort((a, b) => a.area - b.area);
  const { widthM, heightM, blocked = [] } = floor;
  return {
    widthM,
    heightM,
    zoneCount: zones.length,
    zoneAt: (x, y) => smallestFirst.find(({ polygon }) => isInside(polygon, x, y))?.index ?? -1,
    ...(blocked.length > 0 && {
      walkableAt: (x: number, y: number) => !blocked.some((polygon) => isInside(polygon, x, y)),
    }),
  };
}
