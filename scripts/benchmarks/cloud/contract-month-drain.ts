import type { EventStore } from '../../../src/ports/event-store.ts';
import { openUplink } from '../../../src/uplink/open-uplink.ts';
import { RealClock } from '../../../test/support/real-clock.ts';
import { silentLog } from '../../../test/support/silent-log.ts';
import { until } from '../../../test/support/until.ts';
import { quickSettings } from '../../../test/support/uplink/settings.ts';

const IDENTITY = { tenant: 'acme', store: 'month', gateway: 'gw-1', bootId: 'b0a7f3d2', version: '0.1.0' };

/** Sends all that waits by the product's uplink. Every third time the connection ends in the middle first. */
export async function drainTo(url: string, store: EventStore, day: number): Promise<void> {
  const options = { store, settings: quickSettings(url), identity: IDENTITY, clock: new RealClock() };
  const open = () => openUplink({ ...options, log: silentLog, random: Math.random });
  if (day % 3 === 2) {
    const before = store.status().outboxRows;
    const cut = open();
    await until('some rows are away', () => store.status().outboxRows < before);
    await cut.close(0);
  }
  const uplink = open();
  await until('the outbox is empty', () => store.status().outboxRows === 0, 60_000);
  await uplink.close(2_000);
}
