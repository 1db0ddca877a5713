import type { EpochMs } from '../../core/model/ids.ts';
import type { SensorObservation } from '../../core/model/observation.ts';
import type { DriverContext } from '../../ports/driver.ts';
import type { SerialLink, SerialOptions } from '../../ports/links.ts';
import { observeItems } from './observe-items.ts';

/** Yields observations from the text lines of a serial port. Unreadable lines are shown to the technician. */
export function observeTextLines(
  decode: (line: string, at: EpochMs) => SensorObservation | undefined,
  context: DriverContext<SerialLink, SerialOptions>,
  reportIntervalSeconds: number | undefined,
): AsyncGenerator<SensorObservation> {
  return observeItems({
    open: (signal) => context.link.lines(context.options, signal),
    decode,
    textOf: (line) => line,
    context,
    reportIntervalSeconds,
  });
}
