import type { StoreSpace } from '../../../ports/console/console.ts';
import type { Pair } from '../canvas/shapes.ts';
import type { ViewProps } from '../kit/page-props.ts';
import type { FloorPair } from './calibration-math.ts';

export interface CalibrationProps extends ViewProps {
  readonly camera: StoreSpace;
  readonly floor: StoreSpace;
  readonly kept: readonly FloorPair[];
  /** Picture of the camera while its preview is on. */
  readonly picture: string | undefined;
  /** Points of people's tracks in the picture. */
  readonly paths: readonly Pair[];
  readonly save: (pairs: readonly FloorPair[] | undefined) => Promise<void>;
}
