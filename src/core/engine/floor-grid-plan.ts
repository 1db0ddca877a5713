import { isInside, signedArea } from '../geometry/polygon.ts';
import type { FloorModel, StoreModel, ZoneModel } from '../model/store-model.ts';
import type { FloorPlan } from '../positioning/floor-grid.ts';

/** The zones on the floor plan. Tag positions refer to a zone by its index in this list. */
export function selectFloorZones({ zones }: Pick<StoreModel, 'zones'>): ZoneModel[] {
  return zones.filter(({ space }) => space === 'floor');
}

/**
 * Makes the floor plan of the tag grid. Where zones overlap, the smallest wins, because a tag is in one zone at a
 * time.
 */
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
