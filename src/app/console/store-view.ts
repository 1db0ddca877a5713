import { basename } from 'node:path';
import { doorSources } from '../../config/door-sources.ts';
import type { Settings } from '../../config/schema.ts';
import { planKind } from '../../core/model/sensor-kind.ts';
import type { FrameSize } from '../../core/tracking/foot-point-estimator.ts';
import type { StoreSpace, StoreView } from '../../ports/console/console.ts';
import type { SensorPort } from '../../ports/links.ts';
import type { Sensor } from '../../ports/sensor.ts';
import { headsIn } from '../settings/build-store-model.ts';

/** Returns the active settings of the store in the form that the console shows. */
export function createStoreView(
  settings: Settings,
  frames: ReadonlyMap<string, FrameSize> = new Map(),
  removed: StoreView['removed'] = [],
): StoreView {
  const { store, zones, lines, doors } = settings;
  return {
    store: { id: store.id, name: store.name ?? store.id, timezone: store.timezone },
    spaces: spacesOf(settings, frames),
    zones: zones.map(({ id, name, space, polygon, isQueue }) => ({
      id,
      name: name ?? id,
      space,
      polygon,
      queue: isQueue,
      ...headsIn(settings, space),
      serves: zones.some(({ serviceZone }) => serviceZone === id),
    })),
    lines: lines.map((line) => ({
      id: line.id,
      name: line.name ?? line.id,
      space: line.space,
      from: line.from,
      to: line.to,
      in: line.insideSide,
    })),
    doors: doors.map((door) => {
      const { sensors, lines: at } = doorSources(door);
      return { id: door.id, name: door.name ?? door.id, lines: at, sensors };
    }),
    walls: settings.floor?.walls ?? [],
    removed,
    places: placesOf(settings),
    cameras: settings.sensors.flatMap(viewCamera),
    sensors: settings.sensors.map(({ id, name, type, model, traits, port }) => ({
      ...{ id, type, name: name ?? id },
      ...{ kind: model.kind, labels: traits.labels, port: plugOf(port) },
    })),
  };
}

/** Returns the shortest clear name of the device that is plugged in. Null for a sensor on the network. */
function plugOf(port: SensorPort): string | null {
  switch (port.link) {
    case 'serial':
    case 'modbus':
      return basename(port.options.path);
    case 'ble':
      return port.options.adapter;
    case 'gpio':
      return basename(port.options.chip);
    case 'camera': {
      const { source } = port.options;
      return source.kind === 'v4l2' ? basename(source.device) : null;
    }
    default:
      return null;
  }
}

function placesOf({ sensors, doors }: Settings): StoreView['places'] {
  return [
    ...sensors.flatMap(({ id, name, model, plan }): StoreView['places'][number][] => {
      const kind = planKind(model.kind);
      if (kind === undefined || plan.position === undefined) return [];
      return [{ kind, id, name: name ?? id, at: [plan.position.x, plan.position.y] }];
    }),
    ...doors.flatMap(({ id, name, position: at }): StoreView['places'][number][] =>
      at === undefined ? [] : [{ kind: 'door', id, name: name ?? id, at }],
    ),
  ];
}

/** Returns floor plan and cameras. A camera without a size in the settings gets the measured size of its pictures. */
function spacesOf({ floor, sensors }: Settings, frames: ReadonlyMap<string, FrameSize>): StoreSpace[] {
  const cameras = sensors.flatMap(({ id, name, model }): StoreSpace[] => {
    const frame = model.kind === 'sees-people' ? (model.frame ?? frames.get(id)) : undefined;
    if (frame === undefined) return [];
    const { widthPx, heightPx } = frame;
    return [{ id, name: name ?? id, unit: 'px', width: widthPx, height: heightPx }];
  });
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

function viewCamera({ id, plan, model, port }: Sensor): StoreView['cameras'] {
  if (model.kind !== 'sees-people') return [];
  const leastScore = port.link === 'camera' ? port.options.detector.minScore : undefined;
  const stationaryMinutes = (model.stillAfterMs ?? 0) / 60_000;
  const ignored = { areas: model.ignoredAreas?.length ?? 0, leastScore, stationaryMinutes };
  return [{ id, calibration: plan.calibration ?? [], ignored }];
}
