import { checkSettings, problemsText } from '../../config/load-settings.ts';
import type { Settings } from '../../config/schema.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import { createBleLink } from '../../links/ble/ble-link.ts';
import { SatelliteSender } from '../../links/ble/satellite-sender.ts';
import type { BleLink, Links } from '../../ports/links.ts';
import type { Log } from '../../ports/log.ts';
import { systemClock } from '../../system/clock.ts';
import { createLog } from '../../system/log.ts';
import { Supervisor } from '../gateway/supervisor.ts';
import { readTagKey } from '../privacy/tag-key.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { settingsSchema } from '../settings/settings-schema.ts';
import { upgradeSettingsFile } from '../settings/upgrade-settings-file.ts';

export interface SatelliteOptions {
  readonly settings: Settings;
  readonly ble: BleLink;
  readonly log: Log;
}

/** `lintel run --role satellite`: receives adverts and forwards them to the gateway of the store. Stores no data. */
export async function satelliteCommand(
  options: { readonly config: string },
  environment: Environment,
): Promise<number> {
  const log = await createLog({ level: environment.logLevel, onTerminal: environment.isLogPretty });
  const { settings, problems, text } = checkSettings(options.config, await settingsSchema());
  if (settings === undefined)
    throw new GatewayError('SETTINGS_INVALID', problemsText(options.config, problems));
  upgradeSettingsFile(options.config, text, log);
  const tagKeyHex = readTagKey(settings.storage.directory);
  const radio = { tags: settings.tags, ...(tagKeyHex !== undefined && { tagKeyHex }) };
  const satellite = startSatellite({ settings, log, ble: createBleLink(radio) });
  log.info({ receivers: settings.sensors.length }, 'READY');
  if (!environment.stop.aborted) {
    await new Promise((resolve) => environment.stop.addEventListener('abort', resolve, { once: true }));
  }
  await satellite.stop();
  return EXIT.ok;
}

export function satelliteTopic({ tenant, store }: Settings, receiver: string): string {
  return `lintel/${tenant}/${store.id}/receivers/${receiver}`;
}

export function startSatellite({ settings, ble, log }: SatelliteOptions): { stop(): Promise<void> } {
  const { satellite, sensors } = settings;
  const receivers = sensors.filter(({ port }) => port.link === 'ble');
  if (satellite === undefined || receivers.length === 0) {
    throw new GatewayError(
      'SETTINGS_INVALID',
      'a satellite needs a `satellite` section (broker and keyFile) and at least one sensor of type ble-receiver',
    );
  }
  const out = new SatelliteSender({
    ...satellite,
    changed: (reason) => {
      if (reason === undefined) log.info({}, 'the gateway’s broker is back');
      else log.warn({}, `the gateway’s broker cannot be reached: ${reason}`);
    },
  });
  const supervisors = receivers.map((sensor) => {
    const topic = satelliteTopic(settings, sensor.id);
    log.info({ sensor: sensor.id, topic }, 'forwards to');
    return new Supervisor(sensor, {
      ...{
        links: { ble: tapped(ble, (advert) => out.publishAdvert(topic, advert)) } as Links,
        clock: systemClock,
      },
      ...{ log, random: Math.random, observe: () => undefined },
    });
  });
  for (const supervisor of supervisors) supervisor.start();
  return {
    stop: async () => {
      await Promise.all(supervisors.map((supervisor) => supervisor.stop()));
      await out.close();
    },
  };
}

/** Returns the link with one addition: each advert is also published. The driver runs on it as on a gateway. */
function tapped(
  ble: BleLink,
  tell: (advert: Parameters<SatelliteSender['publishAdvert']>[1]) => void,
): BleLink {
  return {
    async *adverts(options, signal) {
      for await (const advert of ble.adverts(options, signal)) {
        // `deaf` reports an adapter that hears nothing. The gateway notices that itself by the missing canary, so it is
        // not forwarded.
        if (advert.kind !== 'deaf') tell(advert);
        yield advert;
      }
    },
  };
}
