import type { Polygon } from '../core/geometry/polygon.ts';
import type { SensorId, ZoneId } from '../core/types.ts';
import type { CameraPose, ShopLayout, SimCamera } from './layout.ts';
import type { Attractor, Scenario } from './scenario.ts';

/** What `createSimShop` opens. */
export interface Shop {
  readonly layout: ShopLayout;
  readonly scenario: Scenario;
}

export function box(left: number, top: number, right: number, bottom: number): Polygon {
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
}

export function zone(id: string, polygon: Polygon): ShopLayout['zones'][number] {
  return { id: id as ZoneId, polygon };
}

export function camera(id: string, framesPerSecond: number, pose: CameraPose): SimCamera {
  return {
    sensor: id as SensorId,
    source: { kind: 'rtsp', url: `rtsp://sim/${id}` },
    widthPx: 1280,
    heightPx: 960,
    framesPerSecond,
    pose,
  };
}

/** Stays there have this median, in seconds, and a long tail. */
export function attractor(id: string, x: number, y: number, weight: number, medianS: number): Attractor {
  return { id, at: { x, y }, weight, dwell: { medianS, sigma: 0.7 } };
}
