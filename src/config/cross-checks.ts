import { isSelfCrossing, signedArea } from '../core/geometry/polygon.ts';
import { sensorsOfKind } from '../core/model/store-model.ts';
import { deviceFaults } from './device-checks.ts';
import { doorSources } from './door-sources.ts';
import { experimentFaults } from './experiment-checks.ts';
import { feedFaults } from './feed-checks.ts';
import { headZoneFaults, isHeadCounter } from './head-zones.ts';
import { mqttFaults } from './mqtt-checks.ts';
import { ruleFaults } from './rules/rule-checks.ts';
import type { Settings } from './schema.ts';
import type { Found, Path, Problem } from './settings-problem.ts';
import { pathText } from './settings-problem.ts';
import { tagFaults } from './tag-checks.ts';

type Corner = readonly [number, number];

/** Finds settings that contradict each other: missing references, duplicate ids, impossible geometry. */
export function validateReferences(settings: Settings): Problem[] {
  return [
    ...doubles(settings),
    ...spaces(settings),
    ...placeFaults(settings),
    ...settings.zones.flatMap((_, i) => zoneFaults(settings, i)),
    ...settings.lines.flatMap((_, i) => lineFaults(settings, i)),
    ...settings.doors.flatMap((_, i) => doorFaults(settings, i)),
    ...shopfrontFaults(settings),
    ...feedFaults(settings),
    ...mqttFaults(settings),
    ...tagFaults(settings),
    ...deviceFaults(settings),
    ...ruleFaults(settings),
    ...experimentFaults(settings),
  ].map(({ at, ...rest }) => ({ path: pathText(at), ...rest }));
}

function doubles(settings: Settings): Found[] {
  return (['sensors', 'zones', 'lines', 'doors', 'rules', 'experiments'] as const).flatMap((list) => {
    const seen = new Set<string>();
    return settings[list].flatMap(({ id }, i) => {
      if (!seen.has(id)) {
        seen.add(id);
        return [];
      }
      const mend = 'Give this one another id.';
      return [{ code: 'id-twice', at: [list, i, 'id'], value: id, allowed: 'each id once', mend }];
    });
  });
}

function spaces(settings: Settings): Found[] {
  return (['zones', 'lines'] as const).flatMap((list) =>
    settings[list].flatMap(({ space }, i): Found[] => {
      const at = [list, i, 'space'];
      if (space === 'floor') {
        if (settings.floor !== undefined) return [];
        return [
          {
            code: 'no-floor',
            at,
            value: space,
            allowed: 'a camera id',
            mend: 'Add a floor section, or name the camera it is drawn in.',
          },
        ];
      }
      if (frameOf(settings, space) !== undefined || isOwnZone(settings, list, space)) return [];
      if (camerasOf(settings).some(({ id }) => id === space)) return [pictureUnknown(at, space)];
      const cameras = camerasOf(settings).map(({ id }) => id);
      const allowed = ['floor', ...cameras].join(', ');
      const values = { values: allowed };
      return [
        { code: 'unknown-space', values, at, value: space, allowed, mend: 'Name the floor or a camera.' },
      ];
    }),
  );
}

/**
 * Returns whether the space is a sensor that counts the people in its zone. Only zones can use such a space: the sensor
 * reports no crossings, so lines cannot.
 */
function isOwnZone(settings: Settings, list: 'zones' | 'lines', space: string): boolean {
  return list === 'zones' && isHeadCounter(settings, space);
}

function frameOf(settings: Settings, space: string): { width: number; height: number } | undefined {
  if (space === 'floor') {
    const { floor } = settings;
    return floor && { width: floor.widthMetres, height: floor.heightMetres };
  }
  const frame = camerasOf(settings).find(({ id }) => id === space)?.frame;
  return frame && { width: frame.widthPx, height: frame.heightPx };
}

function camerasOf({ sensors }: Settings) {
  return sensorsOfKind(
    sensors.map(({ model }) => model),
    'sees-people',
  );
}

function pictureUnknown(at: Path, camera: string): Found {
  const mend = `Add widthPx and heightPx to '${camera}': what is drawn in a picture needs its size.`;
  const [code, values] = ['picture-unknown', { camera }] as const;
  return { code, values, at, value: camera, allowed: 'a camera whose picture size is set', mend };
}

function outside(settings: Settings, space: string, [x, y]: Corner, at: Path): Found[] {
  const frame = frameOf(settings, space);
  if (frame === undefined || (x >= 0 && y >= 0 && x <= frame.width && y <= frame.height)) return [];
  const what = space === 'floor' ? 'on the floor plan' : `in the picture of '${space}'`;
  return [
    {
      code: space === 'floor' ? 'outside-floor' : 'outside-picture',
      values: { ...frame, space },
      at,
      value: [x, y],
      allowed: `x from 0 to ${frame.width} and y from 0 to ${frame.height}`,
      mend: `Move it to a place ${what}.`,
    },
  ];
}

/** Finds walls, blocked areas, sensors and doors outside the floor plan. */
function placeFaults(settings: Settings): Found[] {
  const { floor, sensors, doors } = settings;
  if (floor === undefined) return [];
  return [
    ...(floor.walls ?? []).flatMap((wall, w) =>
      wall.flatMap((corner, i) => outside(settings, 'floor', corner, ['floor', 'walls', w, i])),
    ),
    ...(floor.blocked ?? []).flatMap((outline, b) =>
      outline.flatMap((corner, i) => outside(settings, 'floor', corner, ['floor', 'blocked', b, i])),
    ),
    ...sensors.flatMap((sensor, i) => {
      const { position } = sensor.plan;
      return position === undefined
        ? []
        : outside(settings, 'floor', [position.x, position.y], ['sensors', i, 'position']);
    }),
    ...doors.flatMap(({ position }, i) =>
      position === undefined ? [] : outside(settings, 'floor', position, ['doors', i, 'position']),
    ),
  ];
}

function zoneFaults(settings: Settings, index: number): Found[] {
  const zone = settings.zones[index];
  if (zone === undefined) return [];
  const at: Path = ['zones', index, 'polygon'];
  if (isHeadCounter(settings, zone.space)) return headZoneFaults(settings, zone, index);
  if (zone.polygon.length < 3) {
    const allowed =
      'at least 3 corners; none only in a zone whose space is a sensor that counts the people in it';
    return [{ code: 'zone-corners', at, value: zone.polygon, allowed, mend: 'Draw the zone.' }];
  }
  const corners = zone.polygon.map(([x, y]) => ({ x, y }));
  const faults = zone.polygon.flatMap((corner, i) => outside(settings, zone.space, corner, [...at, i]));
  if (isSelfCrossing(corners)) {
    faults.push({
      code: 'zone-crosses-itself',
      at,
      value: zone.polygon,
      allowed: 'a border that does not cross itself',
      mend: 'List the corners in the order in which one walks round the zone.',
    });
  } else if (Math.abs(signedArea(corners)) < 1e-6) {
    faults.push({
      code: 'zone-without-area',
      at,
      value: zone.polygon,
      allowed: 'corners that enclose an area',
      mend: 'Move a corner off the line.',
    });
  }
  return [...faults, ...queueFaults(settings, index)];
}

function queueFaults({ zones }: Settings, index: number): Found[] {
  const zone = zones[index];
  if (zone?.serviceZone === undefined) return [];
  const at: Path = ['zones', index, 'serviceZone'];
  if (!zone.isQueue) {
    return [
      {
        code: 'only-in-queue',
        at,
        value: zone.serviceZone,
        allowed: 'only in a queue',
        mend: 'Add `isQueue: true`, or take it out.',
      },
    ];
  }
  const others = zones.filter(({ id, space }) => id !== zone.id && space === zone.space).map(({ id }) => id);
  if (others.includes(zone.serviceZone)) return [];
  const allowed = others.length === 0 ? 'another zone of the same space (there is none)' : others.join(', ');
  const mend = 'Name the zone where people of this queue are served.';
  return [
    {
      code: 'service-zone',
      values: { values: others.join(', ') },
      at,
      value: zone.serviceZone,
      allowed,
      mend,
    },
  ];
}

function lineFaults(settings: Settings, index: number): Found[] {
  const line = settings.lines[index];
  if (line === undefined) return [];
  const faults = (['from', 'to'] as const).flatMap((end) =>
    outside(settings, line.space, line[end], ['lines', index, end]),
  );
  if (line.from[0] === line.to[0] && line.from[1] === line.to[1]) {
    faults.push({
      code: 'line-without-length',
      at: ['lines', index, 'to'],
      value: line.to,
      allowed: 'a point other than `from`',
      mend: 'Move one end: a line needs a length.',
    });
  }
  return faults;
}

function doorFaults(settings: Settings, index: number): Found[] {
  const door = settings.doors[index];
  if (door === undefined) return [];
  const unknown = (['sensors', 'lines'] as const).flatMap((list) =>
    door[list].flatMap((id, i) => unknownId(settings, list, id, ['doors', index, list, i])),
  );
  const unknownSources = door.sources.flatMap((source, i) => {
    const at: Path = ['doors', index, 'sources', i];
    return 'sensor' in source
      ? unknownId(settings, 'sensors', source.sensor, [...at, 'sensor'])
      : unknownId(settings, 'lines', source.line, [...at, 'line']);
  });
  if (door.sensors.length + door.lines.length + door.sources.length > 0) {
    return [...unknown, ...unknownSources];
  }
  const mend = 'Name the counters, beams or counting lines that are at this door.';
  const allowed = 'at least one sensor or line';
  return [{ code: 'door-empty', at: ['doors', index], value: door.id, allowed, mend }];
}

function shopfrontFaults(settings: Settings): Found[] {
  const { shopfront } = settings;
  if (shopfront === undefined) return [];
  const unknown = (['lines', 'zones'] as const).flatMap((list) =>
    shopfront[list].flatMap((id, i) => unknownId(settings, list, id, ['shopfront', list, i])),
  );
  const inside = shopfront.lines.flatMap((id, i): Found[] => {
    if (!settings.doors.some((door) => doorSources(door).lines.includes(id))) return [];
    const at: Path = ['shopfront', 'lines', i];
    const mend = 'Draw a line across the pavement.';
    return [{ code: 'line-at-door', at, value: id, allowed: 'a line that is at no door', mend }];
  });
  if (shopfront.lines.length + shopfront.zones.length > 0) return [...unknown, ...inside];
  const mend = 'Name a line across the pavement or a zone on it, or take the shopfront out.';
  const allowed = 'at least one line or zone';
  return [{ code: 'shopfront-empty', at: ['shopfront'], value: shopfront, allowed, mend }];
}

function unknownId(settings: Settings, list: 'sensors' | 'lines' | 'zones', id: string, at: Path): Found[] {
  const known = settings[list].map((thing) => thing.id);
  if (known.includes(id)) return [];
  const allowed = known.length === 0 ? `an id from ${list} (there are none)` : known.join(', ');
  const values = { values: known.join(', ') };
  return [{ code: 'unknown-thing', values, at, value: id, allowed, mend: `Name one of the ${list}.` }];
}
