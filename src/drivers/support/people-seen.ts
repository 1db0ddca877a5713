import { GatewayError } from '../../core/model/gateway-error.ts';
import type { SensorId } from '../../core/model/ids.ts';
import type { PeopleSeen, SensorDown } from '../../core/model/observation.ts';
import type { CameraFrame } from '../../ports/camera-link.ts';

/** Converts a camera's frames into observations. These include the picture's size if the settings do not contain it. */
export async function* peopleSeen(
  sensor: SensorId,
  frames: AsyncIterable<CameraFrame>,
  isSized = true,
): AsyncGenerator<PeopleSeen> {
  for await (const { at, boxes, widthPx, heightPx } of frames) {
    if (isSized) yield { kind: 'PeopleSeen', sensor, at, boxes };
    else yield { kind: 'PeopleSeen', sensor, at, boxes, frame: { widthPx, heightPx } };
  }
}

/**
 * Yields what a camera saw in a file. When the file cannot be read further, the sensor goes down: reading it again from
 * the start would count people twice and fail at the same place. Throws when nothing could be read.
 */
export async function* untilUnreadable(
  seen: AsyncIterable<PeopleSeen>,
  report: (failure: GatewayError) => void = () => undefined,
): AsyncGenerator<PeopleSeen | SensorDown> {
  let last: PeopleSeen | undefined;
  try {
    for await (const one of seen) {
      last = one;
      yield one;
    }
  } catch (error) {
    if (last === undefined || !(error instanceof GatewayError) || error.code !== 'INPUT_UNREADABLE')
      throw error;
    report(error);
    const { sensor, at } = last;
    yield { kind: 'SensorDown', sensor, at, cause: error.code, detail: error.message };
  }
}
