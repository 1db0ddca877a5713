import type { DoorId, LineId, SensorId, ZoneId } from '../../../src/core/model/ids.ts';
import type { StoreModel, Thresholds } from '../../../src/core/model/store-model.ts';

export const CAMERA = 'camera-1' as SensorId;

export const THRESHOLDS: Thresholds = {
  zoneEntryMs: 500,
  zoneExitMs: 1_500,
  visitMs: 5_000,
  engagedMs: 30_000,
  lineReturnMs: 2_000,
};

/** One camera of 1000×500 px, one zone in its middle, one vertical line with a door on it; minute windows. */
export function cameraModel(camera: SensorId, line: LineId, growBy: number): StoreModel {
  return {
    sensors: [
      {
        id: camera,
        type: 'camera',
        kind: 'sees-people',
        maxGapMs: 2_000,
        frame: { widthPx: 1000, heightPx: 500 },
      },
    ],
    zones: [
      {
        id: 'table' as ZoneId,
        space: camera,
        polygon: [
          { x: 400, y: 100 },
          { x: 600, y: 100 },
          { x: 600, y: 400 },
          { x: 400, y: 400 },
        ],
        growBy,
        thresholds: THRESHOLDS,
        sensors: [camera],
      },
    ],
    lines: [
      {
        id: line,
        space: camera,
        from: { x: 200, y: 500 },
        to: { x: 200, y: 0 },
        inSide: 'right',
        hysteresis: 10,
        thresholds: THRESHOLDS,
        sensors: [camera],
      },
    ],
    doors: [{ id: 'front' as DoorId, sensors: [], lines: [line] }],
    windows: { durationMs: 60_000, latenessMs: 15_000 },
  };
}

export const MODEL: StoreModel = cameraModel(CAMERA, 'gate' as LineId, 20);
