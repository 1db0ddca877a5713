import type { FoundDevice } from './found-device.ts';
import type { OfferedSensor } from './sensor-offer.ts';

/** Looks for devices on the gateway and in the store's network. `find` takes some seconds. */
export interface ConsoleDiscovery {
  /** Every type of sensor that can be added. */
  kinds(): Promise<readonly OfferedSensor[]>;
  find(): Promise<readonly FoundDevice[]>;
  /** Number of serial ports and cameras that are plugged in and not used. Opens none of them. */
  unused(): Promise<number>;
}
