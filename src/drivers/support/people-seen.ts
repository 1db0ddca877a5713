import { GatewayError } from '../../core/model/gateway-error.ts';
import type { SensorId } from '../../core/model/ids.ts';
import type { PeopleSeen, SensorDown } from '../../core/model/observation.ts';
import type { CameraFrame } from '../../ports/camera-link.ts';

/** A camera's frames as observations, with the picture's size where the settings do not name it. */
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
 * What a camera saw in a file, up to the place where the file cannot be read further. There the sensor goes down; read
 * again from its start, the file would fail at the same place, and its people would be counted twice. A file of which
 * nothing was read throws.
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
