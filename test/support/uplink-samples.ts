import { onTestFinished } from 'vitest';
import type { EventStore } from '../../src/ports/store.ts';
import type { Uplink, UplinkIdentity, UplinkSettings } from '../../src/ports/uplink.ts';
import { MemoryEventStore } from '../../src/store/memory-event-store.ts';
import { openUplink } from '../../src/uplink/open-uplink.ts';
import type { ReceivedMessage } from './mosquitto.ts';
import { KeptLog, RealClock } from './real-clock.ts';
import { sampleCommit } from './store-samples.ts';

export const IDENTITY: UplinkIdentity = {
  tenant: 'acme',
  store: 'berlin-1',
  gateway: 'gw-1',
  bootId: 'boot-a',
  version: '0.1.0',
};
export const TOPIC = 'lintel/v1/acme/berlin-1/gw-1';

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

/** The sequence numbers that arrived, in order of arrival. */
export function receivedSeqs(messages: readonly ReceivedMessage[]): number[] {
  return messages
    .filter(({ topic }) => topic.endsWith('/summary'))
    .flatMap(({ text }) => (JSON.parse(text) as { windows: { seq: number }[] }).windows)
    .map(({ seq }) => seq);
}

/** A store with so many windows that the cloud does not have. */
export function filledStore(windows: number): EventStore {
  const store = new MemoryEventStore({ bootId: IDENTITY.bootId, maxBytes: 1e9 });
  for (let index = 0; index < windows; index += 1) store.commit(sampleCommit(index));
  return store;
}

/** An uplink that ends with the test. */
export function startUplink(
  store: EventStore,
  settings: UplinkSettings,
  log: KeptLog = new KeptLog(),
): Uplink {
  const parts = { store, settings, identity: IDENTITY, clock: new RealClock(), log };
  const uplink = openUplink({ ...parts, random: Math.random });
  onTestFinished(() => uplink.close(0));
  return uplink;
}
