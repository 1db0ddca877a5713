import type { Settings } from '../config/schema.ts';
import type { CalibrationSettings } from '../drivers/camera.ts';
import { pictureSizeOf } from '../drivers/camera.ts';
import type { ShopSpace, ShopView } from '../ports/console.ts';

/** The settings in force → what the console draws. */
export function shopView(settings: Settings): ShopView {
  const { store, zones, lines, doors } = settings;
  return {
    store: { id: store.id, name: store.name ?? store.id, timezone: store.timezone },
    spaces: spacesOf(settings),
    zones: zones.map(({ id, name, space, polygon, isQueue }) => ({
      id,
      name: name ?? id,
      space,
      polygon,
      queue: isQueue,
    })),
    lines: lines.map((line) => ({
      id: line.id,
      name: line.name ?? line.id,
      space: line.space,
      from: line.from,
      to: line.to,
      in: line.insideSide,
    })),
    doors: doors.map(({ id, name, lines: at, sensors }) => ({ id, name: name ?? id, lines: at, sensors })),
    walls: settings.floor?.walls ?? [],
    places: placesOf(settings),
    cameras: settings.sensors
      .filter(({ type }) => type === 'camera')
      .map(({ id, ...own }) => ({ id, calibration: (own['calibration'] ?? []) as CalibrationSettings })),
    sensors: settings.sensors.map(({ id, name, type }) => ({ id, name: name ?? id, type })),
  };
}

function placesOf({ sensors, doors }: Settings): ShopView['places'] {
  return [
    ...sensors.flatMap(({ id, name, type, ...own }): ShopView['places'][number][] => {
      const place = own['position'] as { readonly x: number; readonly y: number } | undefined;
      if (place === undefined) return [];
      const kind = type === 'camera' ? 'camera' : 'receiver';
      return [{ kind, id, name: name ?? id, at: [place.x, place.y] }];
    }),
    ...doors.flatMap(({ id, name, position: at }): ShopView['places'][number][] =>
      at === undefined ? [] : [{ kind: 'door', id, name: name ?? id, at }],
    ),
  ];
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
