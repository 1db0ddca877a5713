import type { Settings } from '../config/schema.ts';
import { pictureSizeOf } from '../drivers/camera.ts';
import type { ShopSpace, ShopView } from '../ports/console.ts';

/** The settings in force → what the console draws. */
export function shopView(settings: Settings): ShopView {
  const { store, zones, lines, doors } = settings;
  return {
    store: { id: store.id, name: store.name ?? store.id, timezone: store.timezone },
    spaces: spacesOf(settings),
    zones: zones.map(({ id, name, on, polygon }) => ({ id, name: name ?? id, space: on, polygon })),
    lines: lines.map((line) => ({
      id: line.id,
      name: line.name ?? line.id,
      space: line.on,
      from: line.from,
      to: line.to,
      in: line.in,
    })),
    doors: doors.map((door) => ({ id: door.id, name: door.name ?? door.id, lines: door.lines })),
  };
}

function spacesOf({ floor, sensors }: Settings): ShopSpace[] {
  const cameras = sensors
    .filter((camera) => camera.type === 'camera' && pictureSizeOf(camera) !== undefined)
    .map((camera) => ({
      id: camera.id,
      name: camera.name ?? camera.id,
      unit: 'px' as const,
      width: Number(camera['widthPx']),
      height: Number(camera['heightPx']),
    }));
  if (floor === undefined) return cameras;
  const plan = {
    id: 'floor',
    name: 'floor',
    unit: 'm' as const,
    width: floor.widthMetres,
    height: floor.heightMetres,
  };
  return [plan, ...cameras];
}
