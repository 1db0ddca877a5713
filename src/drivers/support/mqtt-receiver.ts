import type { SensorId } from '../../core/model/ids.ts';
import type { SensorObservation } from '../../core/model/observation.ts';
import type { DriverContext } from '../../ports/driver.ts';
import type {
  MqttInOptions,
  MqttReceiver,
  MqttReceiverLink,
  MqttReceiverOptions,
} from '../../ports/links.ts';
import { observeAdvert } from './observe-advert.ts';
import type { ReceiverSettings } from './receiver-settings.ts';
import { createCanary } from './receiver-settings.ts';

interface Settings extends ReceiverSettings {
  readonly broker: Omit<MqttInOptions, 'topics'>;
  readonly unknownRadios?: boolean;
}

/** What a receiver elsewhere in the store opens. */
export function mqttReceiverOptions(
  { broker, canary, unknownRadios, presentMinDbm }: Settings,
  device: MqttReceiver,
  sensor: SensorId,
): MqttReceiverOptions {
  return {
    ...{ sensor, broker, device, insideDbm: presentMinDbm },
    ...(unknownRadios !== undefined && { unknownRadios }),
    ...(canary && { canary: createCanary(canary) }),
  };
}

/** Observations of a receiver elsewhere in the store; heartbeats come from the link, as with a local radio. */
export async function* observeMqttReceiver({
  sensor,
  link,
  options,
  signal,
}: DriverContext<MqttReceiverLink, MqttReceiverOptions>): AsyncGenerator<SensorObservation> {
  const { unknownRadios = true } = options;
  for await (const advert of link.adverts({ ...options, unknownRadios }, signal))
    yield* observeAdvert(advert, sensor);
}
