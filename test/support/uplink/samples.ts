import { onTestFinished } from 'vitest';
import type { EventStore } from '../../../src/ports/event-store.ts';
import type { Uplink, UplinkSettings } from '../../../src/ports/uplink.ts';
import { openUplink } from '../../../src/uplink/open-uplink.ts';
import type { ReceivedMessage } from '../links/mosquitto.ts';
import { KeptLog, RealClock } from '../real-clock.ts';
import { openMemoryStore } from '../storage/memory-store.ts';
import { sampleCommit } from '../storage/storage-samples.ts';
import { IDENTITY } from './settings.ts';

export { IDENTITY, quickSettings, TOPIC } from './settings.ts';

/** The sequence numbers that arrived, in order of arrival. */
export function receivedSeqs(messages: readonly ReceivedMessage[]): number[] {
  return messages
    .filter(({ topic }) => topic.endsWith('/count'))
    .flatMap(({ text }) => (JSON.parse(text) as { rows: { seq: number }[] }).rows)
    .map(({ seq }) => seq);
}

/** A store with so many windows that the cloud does not have. */
export function filledStore(windows: number): EventStore {
  const store = openMemoryStore({ bootId: IDENTITY.bootId, maxBytes: 1e9 });
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
