/** The whole gateway of a store on simulated time: real storage, broker, display and console, and links that the store feeds. */
import { dirname, join } from 'node:path';
import { ConsoleFeed } from '../../../src/app/console/console-feed.ts';
import { createConsoleServices } from '../../../src/app/console/console-services.ts';
import { SettingsService } from '../../../src/app/console/settings-service.ts';
import { createUplinkFactory } from '../../../src/app/gateway/create-uplink-factory.ts';
import { Gateway } from '../../../src/app/gateway/gateway.ts';
import { GatewayRunner } from '../../../src/app/gateway/gateway-runner.ts';
import { mergeEncodedRows, shiftEncodedWindow } from '../../../src/app/gateway/window-codec.ts';
import { settingsSchema } from '../../../src/app/settings/settings-schema.ts';
import { checkSettings, problemsText } from '../../../src/config/load-settings.ts';
import { shiftRowText } from '../../../src/core/time/shift-row-text.ts';
import type { Links } from '../../../src/ports/links.ts';
import { openSqliteEventStore } from '../../../src/storage/sqlite-event-store.ts';
import { silentLog } from '../../../src/system/log.ts';
import { openConsole } from '../../../src/web/console-server.ts';
import type { FakeClock } from '../../../test/support/fake-clock.ts';
import { RealClock } from '../../../test/support/real-clock.ts';
import { FakeLamps, localNetwork } from '../../../test/support/stores/reacting-store.ts';

const BOOT = 'b0a7f3d2';
const STOP_STEPS = 50;

export interface WeeksGateway {
  readonly gateway: Gateway;
  /** The console's answer to a browser of this machine. */
  ask<Answer>(path: string): Promise<Answer>;
  close(): Promise<void>;
}

export async function openWeeksGateway(
  path: string,
  { clock, links }: { readonly clock: FakeClock; readonly links: Links },
): Promise<WeeksGateway> {
  const [schema, directory] = [await settingsSchema(), dirname(path)];
  const { settings, problems } = checkSettings(path, schema);
  if (settings === undefined) throw new Error(problemsText(path, problems));
  const now = () => clock.now();
  const watch = new ConsoleFeed(0);
  const host = new GatewayRunner(async () => {
    const store = await openSqliteEventStore({
      ...{ directory: join(directory, 'ring'), maxBytes: 64 * 1024 * 1024, bootId: BOOT, clock },
      ...{ mergeRows: mergeEncodedRows, shiftRow: shiftRowText, shiftWindow: shiftEncodedWindow },
    });
    return new Gateway({
      ...{ settings, links, store, clock, log: silentLog, version: '0', random: () => 0.5 },
      ...{ timeQuality: () => 'synced', keptDirectory: directory, tracks: watch.tracks, tags: watch.tags },
      outside: { network: localNetwork, gpio: new FakeLamps() },
      // The broker answers in real time.
      openUplink: createUplinkFactory(settings, {
        ...{ bootId: BOOT, version: '0', clock: new RealClock(), log: silentLog, random: Math.random },
        event: (event) => host.gateway.event(event),
      }),
    });
  });
  watch.follow(host);
  await host.start(settings);
  const file = new SettingsService({
    ...{ now, path, schema, historyDirectory: join(directory, 'history'), reload: () => Promise.resolve() },
  });
  const pages = await openConsole({
    ...createConsoleServices({ host, watch, schema, file, directory, now }),
    ...{ host: '127.0.0.1', port: 0, lanPort: 0, version: '0', log: silentLog },
    tls: () => Promise.reject(new Error('only this machine asks')),
    nowMs: () => performance.now(),
  });
  const { code, port } = await pages.pair({ role: 'viewer', lan: false });
  const origin = `http://127.0.0.1:${port}`;
  const cookie = await pairBrowser(origin, code);
  return {
    gateway: host.gateway,
    ask: async <Answer>(asked: string) => (await get(`${origin}${asked}`, { cookie })) as Answer,
    close: async () => {
      await pages.close();
      const stopping = host.stop();
      for (let step = 0; step < STOP_STEPS; step++) await clock.advance(100);
      await stopping;
    },
  };
}

/** The session's cookie, as a browser gets it for the code that the technician reads out. */
async function pairBrowser(origin: string, code: string): Promise<string> {
  const answer = await fetch(`${origin}/api/pair`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  if (!answer.ok) throw new Error(`pairing: ${answer.status} ${await answer.text()}`);
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

async function get(url: string, headers: Record<string, string>): Promise<unknown> {
  const answer = await fetch(url, { headers });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return await answer.json();
}
