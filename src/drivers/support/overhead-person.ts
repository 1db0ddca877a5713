import type { Calibration } from '../../core/geometry/homography.ts';
import { project } from '../../core/geometry/homography.ts';
import type { PictureSize } from '../../ports/camera-link.ts';

type Homography = Calibration['pictureToFloor'];

/** Shoulder width of a person, and the shoulders' height above the floor. */
const SHOULDERS_M = 0.5;
const SHOULDER_HEIGHT_M = 1.4;
/** Half the horizontal angle of view, for a camera without calibration. The Raspberry Pi camera module 3 has 66°. */
const HALF_VIEW_RAD = (33 * Math.PI) / 180;

/** What is known about a camera that looks straight down. */
export interface OverheadView {
  readonly pictureToFloor: Homography | undefined;
  readonly heightMetres: number | undefined;
}

/** Width of a person from above, in pixels. Undefined when neither scale nor height is known. */
export function personSidePx(size: PictureSize, view: OverheadView): number | undefined {
  const scale = pxPerMetre(size, view);
  return scale === undefined ? undefined : Math.round(SHOULDERS_M * scale);
}

/** Pixels per metre at shoulder height. Undefined when neither scale nor height is known. */
export function pxPerMetre(size: PictureSize, view: OverheadView): number | undefined {
  const { pictureToFloor, heightMetres } = view;
  const metresPerPx =
    pictureToFloor === undefined ? scaleOfHeight(size, heightMetres) : scaleOfFloor(size, pictureToFloor);
  if (metresPerPx === undefined || metresPerPx <= 0) return undefined;
  return nearness(heightMetres) / metresPerPx;
}

/** Metres of floor per pixel, from the camera's height and angle of view. */
function scaleOfHeight({ widthPx }: PictureSize, heightMetres: number | undefined): number | undefined {
  return heightMetres === undefined ? undefined : (2 * heightMetres * Math.tan(HALF_VIEW_RAD)) / widthPx;
}

/** Metres of floor per pixel in the middle of a calibrated picture. */
function scaleOfFloor({ widthPx, heightPx }: PictureSize, map: Homography): number | undefined {
  const [x, y] = [widthPx / 2, heightPx / 2];
  const [middle, right, below] = [project(map, x, y), project(map, x + 1, y), project(map, x, y + 1)];
  if (middle === undefined || right === undefined || below === undefined) return undefined;
  const [across, down] = [
    { x: right.x - middle.x, y: right.y - middle.y },
    { x: below.x - middle.x, y: below.y - middle.y },
  ];
  return Math.sqrt(Math.abs(across.x * down.y - down.x * across.y));
}

/** How much larger shoulders appear than the floor below them; 1 when the camera's height is unknown. */
function nearness(heightMetres: number | undefined): number {
  return heightMetres === undefined ? 1 : heightMetres / (heightMetres - SHOULDER_HEIGHT_M);
}
