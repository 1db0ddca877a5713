import type { Homography } from '../model/shapes.ts';
import { invert } from './homography.ts';

export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * Lowest and highest mounting of real cameras, in metres. A result outside them means that the calibration does not
 * determine the pose.
 */
const LOWEST_M = 1.9;
const HIGHEST_M = 15;

/** A calibrated camera's height and viewing angle, as needed for people's heights. */
export interface CameraPose {
  readonly heightM: number;
  /** Maps picture to floor position for points that are `heightM` above the floor. */
  planeAt(heightM: number): Homography | undefined;
  /** Height above floor position (x, y), in metres, of the point in picture row `pictureY`. */
  heightAt(x: number, y: number, pictureY: number): number;
}

/**
 * Finds the pose from the floor's homography. Its columns are two sides of a rotation and the translation to the
 * camera. Assumes square pixels and an optical axis through the picture's middle. Method: Zhang 2000, section 2.3,
 * solved for the focal length alone. Undefined when the homography does not determine the pose: looking straight down,
 * any focal length fits.
 */
export function cameraPose(
  floorToPicture: Homography,
  { widthPx, heightPx }: PictureSize,
): CameraPose | undefined {
  const [m11, m12, m13, m21, m22, m23, m31, m32, m33] = floorToPicture;
  const [middleX, middleY] = [widthPx / 2, heightPx / 2];
  const across = [m11 - middleX * m31, m21 - middleY * m31, m31] as const;
  const down = [m12 - middleX * m32, m22 - middleY * m32, m32] as const;
  const focalPx = focalOf(across, down);
  if (focalPx === undefined) return undefined;
  const lensed = ([a, b, c]: readonly [number, number, number]) => [a / focalPx, b / focalPx, c] as const;
  const first = lensed(across);
  const second = lensed(down);
  const scale = Math.sqrt(Math.hypot(...first) * Math.hypot(...second));
  const normal = cross(first, second).map((part) => part / scale) as [number, number, number];
  const origin = lensed([m13 - middleX * m33, m23 - middleY * m33, m33]);
  // The camera's distance from the floor, along the floor's normal.
  const along = -(normal[0] * origin[0] + normal[1] * origin[1] + normal[2] * origin[2]) / scale ** 2;
  const heightM = Math.abs(along);
  if (!(heightM >= LOWEST_M && heightM <= HIGHEST_M)) return undefined;
  const sign = Math.sign(along);
  const up = [
    sign * (focalPx * normal[0] + middleX * normal[2]),
    sign * (focalPx * normal[1] + middleY * normal[2]),
    sign * normal[2],
  ] as const;
  return {
    heightM,
    planeAt: (z) => invert([m11, m12, m13 + z * up[0], m21, m22, m23 + z * up[1], m31, m32, m33 + z * up[2]]),
    heightAt: (x, y, pictureY) => {
      const row = m21 * x + m22 * y + m23;
      const depth = m31 * x + m32 * y + m33;
      return (pictureY * depth - row) / (up[1] - pictureY * up[2]);
    },
  };
}

type Vector = readonly [number, number, number];

/**
 * Finds the squared focal length. The two sides have equal length and a right angle, which gives two linear equations
 * for it.
 */
function focalOf(across: Vector, down: Vector): number | undefined {
  const angle = [across[0] * down[0] + across[1] * down[1], across[2] * down[2]] as const;
  const length = [
    across[0] ** 2 + across[1] ** 2 - down[0] ** 2 - down[1] ** 2,
    across[2] ** 2 - down[2] ** 2,
  ] as const;
  const inverse = -(angle[0] * angle[1] + length[0] * length[1]) / (angle[0] ** 2 + length[0] ** 2);
  return inverse > 0 && Number.isFinite(inverse) ? 1 / Math.sqrt(inverse) : undefined;
}

function cross(a: Vector, b: Vector): number[] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
