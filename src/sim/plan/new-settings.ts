import type { Json } from '../../core/model/ids.ts';
import type { Point } from '../../core/model/shapes.ts';
import { calibrationPairs } from '../physics/camera-view.ts';
import type { NewCamera, NewDoor, NewLayout, NewTill } from './new-layout.ts';
import { along, findPose, pair } from './new-layout.ts';
import { findStops, stopId } from './new-scenario.ts';

/** Half the side of a zone around a place where people stop or are served. */
const HALF_ZONE_M = 0.8;
const HALF_LINE_M = 0.6;
/** Distance of a door's line inside the threshold, and its extra length at each end. */
const LINE_INSIDE_M = 0.6;
const LINE_WIDER_M = 0.3;
const CAMERA = { widthPx: 1280, heightPx: 960, framesPerSecond: 5 } as const;

/** Sensors of another store, from which the new sensors take their types. */
export interface SampleSensors {
  readonly camera: { readonly [field: string]: Json };
  /** Sensor that reports the sales of all tills. `saleTopic` makes their topics. */
  readonly tills: { readonly [field: string]: Json };
}

/** Makes the gateway's settings for a new layout: a zone at every stop, a queue at every till, a line at every door. */
export function newSettings(layout: NewLayout, samples: SampleSensors): Json {
  const { name, floor, cameras, tills, doors } = layout;
  return {
    ...{ version: 2, tenant: 'sim', gateway: `${name}-gateway` },
    store: { id: name, name, timezone: 'Europe/Berlin' },
    floor: { widthMetres: floor.widthM, heightMetres: floor.heightM },
    sensors: [
      ...cameras.map((camera) => ({
        ...{ ...samples.camera, id: camera.id, source: { rtsp: `rtsp://sim/${camera.id}` }, ...CAMERA },
        calibration: toCalibration(camera),
      })),
      ...(tills.length === 0 ? [] : [samples.tills]),
    ],
    zones: [
      ...findStops(layout).map((place, i) => ({ id: stopId(i), polygon: squareAt(place, floor) })),
      ...tills.flatMap((till) => queueZones(till, floor)),
    ],
    lines: doors.map((door) => doorLine(door, floor)),
    doors: doors.map(({ id }) => ({ id, lines: [lineId(id)] })),
  };
}

/** Returns the places in the picture that a technician would mark for this camera. */
function toCalibration(camera: NewCamera): Json {
  return calibrationPairs({ pose: findPose(camera), ...CAMERA }).map(({ pixel, floor }) => ({
    picture: [Math.round(pixel.x), Math.round(pixel.y)],
    floor: pair(floor),
  }));
}

function lineId(door: string): string {
  return `${door}-line`;
}

type Floor = NewLayout['floor'];

function squareAt({ x, y }: Point, floor: Floor): Json {
  const corners = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ] as const;
  return corners.map(([right, down]) =>
    onFloor({ x: x + right * HALF_ZONE_M, y: y + down * HALF_ZONE_M }, floor),
  );
}

function onFloor({ x, y }: Point, { widthM, heightM }: Floor): [number, number] {
  const within = (m: number, most: number) => Math.min(most, Math.max(0, m));
  return pair({ x: within(x, widthM), y: within(y, heightM) });
}

/** Returns the zone where customers are served, and the strip behind it where they wait. */
function queueZones(till: NewTill, floor: Floor): Json[] {
  const { id, lineTo } = till;
  const start = along(till, lineTo, HALF_ZONE_M);
  const across = along({ x: 0, y: 0 }, { x: till.y - lineTo.y, y: lineTo.x - till.x }, HALF_LINE_M);
  const beside = ({ x, y }: Point, side: 1 | -1) =>
    onFloor({ x: x + side * across.x, y: y + side * across.y }, floor);
  const strip = [beside(start, 1), beside(lineTo, 1), beside(lineTo, -1), beside(start, -1)];
  return [
    { id, polygon: squareAt(till, floor) },
    { id: `${id}-line`, polygon: strip, isQueue: true, serviceZone: id, entrySeconds: 3 },
  ];
}

/** Returns a line parallel to the threshold, on its inner side. */
function doorLine({ id, from, to }: NewDoor, { widthM, heightM }: Floor): Json {
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const inwards = along({ x: 0, y: 0 }, inside(middle, { widthM, heightM }), LINE_INSIDE_M);
  const moved = (end: Point, other: Point) => {
    const wider = along(end, other, -LINE_WIDER_M);
    return { x: wider.x + inwards.x, y: wider.y + inwards.y };
  };
  const cross = (to.x - from.x) * inwards.y - (to.y - from.y) * inwards.x;
  const ends = { from: pair(moved(from, to)), to: pair(moved(to, from)) };
  // On a plan y grows downwards. So a point to the right of from → to has a positive cross product.
  return { id: lineId(id), ...ends, insideSide: cross > 0 ? 'right' : 'left' };
}

/** Unit vector into the store from the border that holds the door. */
function inside({ x, y }: Point, { widthM, heightM }: Floor): Point {
  const ways = [
    { away: Math.abs(y), way: { x: 0, y: 1 } },
    { away: Math.abs(heightM - y), way: { x: 0, y: -1 } },
    { away: Math.abs(x), way: { x: 1, y: 0 } },
    { away: Math.abs(widthM - x), way: { x: -1, y: 0 } },
  ];
  return ways.reduce((best, each) => (each.away < best.away ? each : best)).way;
}
