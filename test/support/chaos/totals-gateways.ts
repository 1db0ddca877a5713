/**
 * Whole gateways with a totals counter each, in one process: `node totals-gateways.ts DIRECTORY GATEWAYS EPOCH_MS`. The
 * counters count on by the clock while nobody reads them. Made to be killed and stopped; ends well at SIGTERM.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Gateway } from '../../../src/app/gateway/gateway.ts';
import type { GatewayClock } from '../../../src/app/gateway/gateway-clock.ts';
import { openGatewayClock } from '../../../src/app/gateway/gateway-clock.ts';
import { createHardwareLinks } from '../../../src/app/gateway/hardware-links.ts';
import { mergeEncodedRows } from '../../../src/app/gateway/window-codec.ts';
import { settingsSchema } from '../../../src/app/settings/settings-schema.ts';
import type { Settings } from '../../../src/config/schema.ts';
import type { SerialLink } from '../../../src/ports/links.ts';
import { openFailoverStore } from '../../../src/storage/open-failover-store.ts';
import { silentLog } from '../../../src/system/log.ts';
import { COUNTER_SETTINGS, totalsAt, WINDOW_SECONDS } from './totals-counter.ts';

const READ_EVERY_MS = 500;
const [, , folder = '', gateways = '1', epochMs = '0'] = process.argv;
/** When the counters stop counting: at the end, so that the last total is read. */
let frozenMs: number | undefined;

const elapsed = () => (frozenMs ?? Date.now()) - Number(epochMs);
const numbers = Array.from({ length: Number(gateways) }, (_, index) => index);

async function* readings(index: number, signal: AbortSignal): AsyncGenerator<string> {
  for (;;) {
    await sleep(READ_EVERY_MS, undefined, { signal });
    const totals = totalsAt(index, elapsed());
    yield `C,${totals.in},${totals.out}`;
  }
}

function counterOf(index: number): SerialLink {
  return {
    lines: (_options, signal) => readings(index, signal),
    openDuplex: () => Promise.reject(new Error('this counter only speaks')),
  };
}

async function open(index: number, time: GatewayClock): Promise<Gateway> {
  const settings = (await settingsSchema()).parse({
    ...COUNTER_SETTINGS,
    windows: { seconds: WINDOW_SECONDS[index % WINDOW_SECONDS.length], latenessSeconds: 1 },
  }) as unknown as Settings;
  const directory = join(folder, `gw-${index}`);
  const ring = { directory, maxBytes: 16 * 1024 * 1024, bootId: `boot-${process.pid}` };
  return new Gateway({
    settings,
    links: { ...createHardwareLinks({ modelFolders: [], tags: [] }), serial: counterOf(index) },
    store: await openFailoverStore({ ...ring, clock: time.clock, mergeRows: mergeEncodedRows }),
    openUplink: undefined,
    clock: time.clock,
    timeQuality: () => 'synced',
    time: time.keeper,
    random: Math.random,
    log: silentLog,
    version: '0.0.0',
  });
}

const all = await Promise.all(numbers.map((index) => open(index, openGatewayClock(silentLog))));
for (const gateway of all) gateway.start();
writeSync(1, 'ready\n');
process.once('SIGTERM', async () => {
  frozenMs = Date.now();
  await sleep(4 * READ_EVERY_MS);
  const read = numbers.map((index) => totalsAt(index, elapsed()));
  await Promise.all(all.map((gateway) => gateway.stop()));
  writeSync(1, `${JSON.stringify(read)}\n`);
  process.exit();
});
