import { sensorsOfKind } from '../core/model/store-model.ts';
import { doorSources } from './door-sources.ts';
import type { Settings } from './schema.ts';
import type { Found, Path } from './settings-problem.ts';

/**
 * Finds zones, lines and doors that no sensor can count. Without this check, their counts would stay null for no
 * visible reason.
 */
export function feedFaults(settings: Settings): Found[] {
  return [
    ...settings.zones.flatMap((zone, i) => zoneFault(settings, zone, ['zones', i, 'space'])),
    ...settings.lines.flatMap((line, i) => floorFault(settings, line.space, ['lines', i, 'space'])),
    ...settings.doors.flatMap((door, i) => doorFault(settings, door, ['doors', i])),
    ...shopfrontFaults(settings),
  ];
}

function zoneFault(settings: Settings, zone: Settings['zones'][number], at: Path): Found[] {
  // Instead of a camera, a zone may have receivers, because they can count the tags in it. A queue always needs a
  // camera.
  const isFed = !zone.isQueue && settings.sensors.some((sensor) => isPlacedReceiver(sensor));
  return isFed ? [] : floorFault(settings, zone.space, at);
}

function floorFault(settings: Settings, space: string, at: Path): Found[] {
  // If the floor plan is missing, another check reports it.
  if (space !== 'floor' || settings.floor === undefined || isFloorSeen(settings)) return [];
  const cameras = camerasOf(settings).map(({ id }) => id);
  const mend =
    cameras.length === 0
      ? 'Add a camera with a calibration, or draw it in the picture of one.'
      : `Calibrate ${cameras.join(' or ')}, or draw it in its picture.`;
  const allowed = 'what a calibrated camera sees (there is none)';
  return [{ code: 'floor-unseen', at, value: space, allowed, mend }];
}

function isFloorSeen(settings: Settings): boolean {
  return camerasOf(settings).some(({ pictureToFloor }) => pictureToFloor !== undefined);
}

function camerasOf({ sensors }: Settings) {
  return sensorsOfKind(
    sensors.map(({ model }) => model),
    'sees-people',
  );
}

function isPlacedReceiver({ model }: Settings['sensors'][number]): boolean {
  return model.kind === 'hears-tags' && model.receiver.place !== undefined;
}

function doorFault(settings: Settings, door: Settings['doors'][number], at: Path): Found[] {
  const { sensors, lines } = doorSources(door);
  const there = settings.sensors.filter(({ id }) => sensors.includes(id));
  const types = there.map(({ type }) => type);
  const isCounted = lines.length > 0 || there.some(({ model }) => model.kind === 'counts-people');
  // If references are missing, another check reports them.
  if (isCounted || types.length < sensors.length || sensors.length === 0) return [];
  const allowed =
    'at least one sensor that counts (beam pair, serial, Modbus or range counter) or a counting line';
  const mend = 'Add one: these sensors never count.';
  return [{ code: 'door-never-counts', at, value: types, allowed, mend }];
}

function shopfrontFaults(settings: Settings): Found[] {
  const { shopfront, zones } = settings;
  return (shopfront?.zones ?? []).flatMap((id, i) => {
    const zone = zones.find((each) => each.id === id);
    return zone === undefined ? [] : floorFault(settings, zone.space, ['shopfront', 'zones', i]);
  });
}
