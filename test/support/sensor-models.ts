import type { SensorId } from '../../src/core/model/ids.ts';
import type { CameraModel, SensorIdentity, SensorModel } from '../../src/core/model/store-model.ts';

const GAP = { maxGapMs: 15_000 };

export function beamsModel(id: SensorId): SensorModel {
  return { id, type: 'beams', kind: 'counts-people', method: 'beams', believedSd: 0.035, ...GAP };
}

export function counterModel(id: SensorId): SensorModel {
  return { id, type: 'counter', kind: 'counts-people', method: 'counter', believedSd: 0.035, ...GAP };
}

export function contactModel(id: SensorId): SensorModel {
  return { id, type: 'contact', kind: 'watches-door', ...GAP };
}

export function cameraModel(id: SensorId, more: Partial<CameraModel> = {}): CameraModel & SensorIdentity {
  return { id, type: 'camera', kind: 'sees-people', maxGapMs: 2_000, ...more };
}
