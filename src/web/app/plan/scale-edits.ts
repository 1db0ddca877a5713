import type { Json } from '../../../core/model/ids.ts';
import type { StoreSpace } from '../../../ports/console/console.ts';
import type { SettingsEdit } from '../../../ports/console/console-settings.ts';
import type { Drawing, Pair } from '../canvas/shapes.ts';
import { withPoints } from '../canvas/shapes.ts';
import { toEdits } from './shape-edits.ts';

type Sensors = readonly {
  readonly id: string;
  readonly calibration?: readonly { picture: Pair; floor: Pair }[];
}[];

/** A length on the floor plan: its two ends, and the metres that were measured between them. */
interface Scale {
  readonly ends: readonly Pair[];
  readonly metres: number;
}

/**
 * Returns the edits that resize the floor, so that the drawn length has its measured metres. All shapes are scaled with
 * it.
 */
export function scaleEdits(
  space: Pick<StoreSpace, 'width' | 'height'>,
  { ends: [a, b], metres }: Scale,
  drawing: Drawing,
  tree: Json,
): SettingsEdit[] {
  if (a === undefined || b === undefined) return [];
  const factor = metres / Math.hypot(b[0] - a[0], b[1] - a[1]);
  const sized = (value: number) => Math.round(value * factor * 1000) / 1000;
  const grown = (point: Pair): Pair => [sized(point[0]), sized(point[1])];
  const shapes = drawing.shapes.map((shape) =>
    shape.space === 'floor' ? withPoints(shape, shape.points.map(grown)) : shape,
  );
  const { sensors = [] } = tree as { sensors?: Sensors };
  return [
    { path: ['floor', 'widthMetres'], value: sized(space.width) },
    { path: ['floor', 'heightMetres'], value: sized(space.height) },
    ...toEdits({ ...drawing, shapes }, tree),
    ...sensors.flatMap(({ id, calibration }) =>
      calibration === undefined
        ? []
        : [
            {
              path: ['sensors', id, 'calibration'],
              value: calibration.map((pair) => ({ ...pair, floor: grown(pair.floor) })),
            },
          ],
    ),
  ];
}
