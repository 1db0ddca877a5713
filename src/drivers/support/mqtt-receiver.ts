import type { SensorObservation } from '../../core/observation.ts';
import type { DriverContext } from '../../ports/driver.ts';
import type { MqttReceiver, MqttReceiverLink } from '../../ports/links.ts';
import { observeAdvert } from './observe-advert.ts';
import type { ReceiverSettings } from './receiver-settings.ts';

interface Settings extends ReceiverSettings {
  readonly broker: { readonly url: string };
  readonly unknownRadios?: boolean;
}

/** What a receiver elsewhere in the shop hears; proof of life comes from the link, as with a radio of our own. */
export async function* observeMqttReceiver(
  { broker, canary, unknownRadios, presentMinDbm }: Settings,
  device: MqttReceiver,
  { sensor, link, signal }: DriverContext<MqttReceiverLink>,
): AsyncGenerator<SensorObservation> {
  const options = {
    ...{ sensor, broker, device, unknownRadios: unknownRadios ?? true, insideDbm: presentMinDbm },
    ...(canary && { canary: { tag: canary.tag, intervalMs: canary.intervalSeconds * 1000 } }),
  };
  for await (const advert of link.adverts(options, signal)) yield* observeAdvert(advert, sensor);
}
