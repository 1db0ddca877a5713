import type { UplinkIdentity, UplinkSettings } from '../../../src/ports/uplink.ts';

export const IDENTITY: UplinkIdentity = {
  tenant: 'acme',
  store: 'berlin-1',
  gateway: 'gw-1',
  bootId: 'boot-a',
  version: '0.1.0',
};
export const TOPIC = 'lintel/v2/acme/berlin-1/gw-1';

/** Quick to come back, since a test does not have minutes. */
export function quickSettings(url: string, more: Partial<UplinkSettings> = {}): UplinkSettings {
  return {
    url,
    clientId: 'gw-1',
    keepaliveSeconds: 30,
    connectTimeoutMs: 5_000,
    drainMessagesPerSecond: 100_000,
    ...more,
    reconnect: {
      firstMs: 20,
      maxMs: 200,
      offsetMs: 0,
      refusedMs: 900_000,
      afterBootMs: 0,
      stableMs: 120_000,
      ...more.reconnect,
    },
  };
}
