/**
 * Stores and uplinks of some gateways that go on from their checkpoints, minute after minute: `node chaos-gateway.ts
 * DIRECTORY BROKER GATEWAYS LAST`. Says how many minutes all have committed and how many rows wait. Made to be killed.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import { openFailoverStore } from '../../../src/storage/open-failover-store.ts';
import { silentLog } from '../../../src/system/log.ts';
import { openUplink } from '../../../src/uplink/open-uplink.ts';
import { RealClock } from '../real-clock.ts';
import { MINUTE_MS, START } from '../storage/storage-samples.ts';
import { IDENTITY, quickSettings } from '../uplink/settings.ts';
import { chaosWindow } from './chaos-setup.ts';

const [, , folder = '', url = '', gateways = '1', last = '0'] = process.argv;
const bootId = `boot-${process.pid}-${Date.now()}`;
const clock = new RealClock();
const states = Array.from({ length: Number(gateways) }, () => ({
  count: 0,
  outbox: Number.POSITIVE_INFINITY,
}));

async function live(index: number): Promise<void> {
  const name = `gw-${index}`;
  const size = { directory: join(folder, name), maxBytes: 64 * 1024 * 1024 };
  const store = await openFailoverStore({ ...size, bootId, clock });
  const identity = { ...IDENTITY, gateway: name, bootId };
  const parts = { store, identity, clock, log: silentLog, random: Math.random };
  const uplink = openUplink({ ...parts, settings: quickSettings(url, { clientId: name }) });
  let count = Number(store.checkpoint()?.text ?? 0);
  for (;;) {
    if (count < Number(last)) {
      const wallMs = (START + (count + 1) * MINUTE_MS) as EpochMs;
      const stamp = { monotonicMs: clock.monotonicMs(), wallMs, timeQuality: 'synced' as const };
      const checkpoint = { checkpoint: String(count + 1), checkpointAt: wallMs };
      store.commit({ rows: [chaosWindow(index, count)], events: [], ...checkpoint, ...stamp });
      count += 1;
      uplink.nudge();
    }
    states[index] = { count, outbox: store.status().outboxRows };
    await clock.sleep(count < Number(last) ? 1 : 20);
  }
}

states.forEach((_, index) => void live(index));
for (;;) {
  const count = Math.min(...states.map((state) => state.count));
  const outbox = states.reduce((sum, state) => sum + state.outbox, 0);
  writeSync(1, `${count} ${outbox}\n`);
  await clock.sleep(10);
}
