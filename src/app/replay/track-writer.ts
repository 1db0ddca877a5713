import type { Engine } from '../../core/engine/engine.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { SensorId } from '../../core/model/ids.ts';
import type { PeopleSeen } from '../../core/model/observation.ts';

/**
 * Creates a writer of MOTChallenge results. Each line has frame, id, left, top, width, height, score and three times
 * -1. Frame numbers are the same as in the input.
 */
export function createTrackWriter(
  firstFrame: number,
  write: (line: string) => void,
): (seen: PeopleSeen, engine: Engine) => void {
  let frame = firstFrame;
  let camera: SensorId | undefined;
  return (seen, engine) => {
    camera ??= seen.sensor;
    if (seen.sensor !== camera) throw severalCameras(camera, seen.sensor);
    engine.camera(camera)?.tracker.forEachTrack((person, { left, top, width, height, score }) => {
      const box = [left, top, width, height].map((value) => value.toFixed(2));
      write([frame, person, ...box, score.toFixed(3), -1, -1, -1].join(','));
    });
    frame += 1;
  };
}

function severalCameras(one: SensorId, other: SensorId): GatewayError {
  return new GatewayError(
    'INPUT_UNREADABLE',
    `--tracks writes the frames of one camera, and the input has '${one}' and '${other}': replay them one by one`,
  );
}
