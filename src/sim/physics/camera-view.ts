import type { Point } from '../../core/model/shapes.ts';
import type { CameraPose, SimCamera } from '../model/layout.ts';

export interface CameraView {
  readonly pose: CameraPose;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly focalPx: number;
  /** Unit vectors in (x, y, height): right and down in the picture, and forward along the view. */
  readonly right: readonly [number, number, number];
  readonly down: readonly [number, number, number];
  readonly forward: readonly [number, number, number];
}

/** Points nearer to the picture plane than this are not seen. */
const NEAR_M = 0.2;

export function createCameraView(
  { pose, widthPx, heightPx }: Pick<SimCamera, 'pose' | 'widthPx' | 'heightPx'>,
  turnedDeg = 0,
): CameraView {
  const pan = ((pose.panDeg + turnedDeg) * Math.PI) / 180;
  const tilt = (pose.tiltDeg * Math.PI) / 180;
  const [cosPan, sinPan, cosTilt, sinTilt] = [Math.cos(pan), Math.sin(pan), Math.cos(tilt), Math.sin(tilt)];
  return {
    pose,
    widthPx,
    heightPx,
    focalPx: widthPx / 2 / Math.tan((pose.horizontalFovDeg * Math.PI) / 360),
    right: [-sinPan, cosPan, 0],
    down: [-sinTilt * cosPan, -sinTilt * sinPan, -cosTilt],
    forward: [cosTilt * cosPan, cosTilt * sinPan, -sinTilt],
  };
}

/** Returns the distance along the view, in metres. */
export function findDepth(view: CameraView, x: number, y: number, z: number): number {
  const { pose, forward } = view;
  return (x - pose.x) * forward[0] + (y - pose.y) * forward[1] + (z - pose.heightM) * forward[2];
}

/** Writes the pixel of a point at height `z` into `out`. False when the point lies behind the camera. */
export function project(
  view: CameraView,
  x: number,
  y: number,
  z: number,
  out: { x: number; y: number },
): boolean {
  const { pose, right, down, focalPx } = view;
  const depth = findDepth(view, x, y, z);
  if (depth < NEAR_M) return false;
  const px = x - pose.x;
  const py = y - pose.y;
  const pz = z - pose.heightM;
  out.x = view.widthPx / 2 + (focalPx * (px * right[0] + py * right[1] + pz * right[2])) / depth;
  out.y = view.heightPx / 2 + (focalPx * (px * down[0] + py * down[1] + pz * down[2])) / depth;
  return true;
}

/**
 * Returns places on the floor with their pixels, spread over the picture, as a technician marks them for calibration.
 */
export function calibrationPairs(
  camera: Pick<SimCamera, 'pose' | 'widthPx' | 'heightPx'>,
): readonly { readonly floor: Point; readonly pixel: Point }[] {
  const view = createCameraView(camera);
  const shares = [0.15, 0.5, 0.85];
  const pixels = shares.flatMap((v) => shares.map((u) => ({ x: u * view.widthPx, y: v * view.heightPx })));
  return pixels.flatMap((pixel) => {
    const floor = floorAt(view, pixel);
    return floor === undefined ? [] : [{ floor, pixel }];
  });
}

/** Returns the place on the floor that a pixel shows. Undefined above the horizon. */
export function floorAt(view: CameraView, pixel: Point): Point | undefined {
  const { pose, right, down, forward, focalPx } = view;
  const u = (pixel.x - view.widthPx / 2) / focalPx;
  const v = (pixel.y - view.heightPx / 2) / focalPx;
  const ray = [0, 1, 2].map((i) => (forward[i] ?? 0) + u * (right[i] ?? 0) + v * (down[i] ?? 0));
  const [dx = 0, dy = 0, dz = 0] = ray;
  if (dz >= -0.05) return undefined;
  const reach = -pose.heightM / dz;
  return { x: pose.x + reach * dx, y: pose.y + reach * dy };
}
