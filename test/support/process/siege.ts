/**
 * A gateway under siege, in a network of its own: `unshare -rn node siege.ts CONNECTIONS TRIES`. Fifty addresses of the LAN hold idle and slow
 * connections to the console and to a till's port and try codes, while a counter counts, a till posts, and a technician pairs a
 * phone and works. Prints what came of it as JSON.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { stringify } from 'yaml';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import type { WindowSummary } from '../../../src/core/model/window-summary.ts';
import { openSqliteEventStore } from '../../../src/storage/sqlite-event-store.ts';
import { Pty } from '../links/pty.ts';
import { MAIN, startLintel } from '../lintel.ts';
import { STILL_CLOCK } from '../storage/storage-samples.ts';
import { CHROMIUM_PATH, CHROMIUM_SWITCHES } from './chromium.ts';
import type { SiegeResult } from './play-siege.ts';
import { Attack } from './siege-attack.ts';

const OWN = '10.77.0.1';
const [CONSOLE_PORT, LAN_PORT, TILL_PORT] = [8_080, 8_443, 8_090];
const TOKEN = 'a-token-that-is-long-enough';
const [CONNECTIONS = 0, TRIES = 0] = process.argv.slice(2).map(Number);
const PAGES = ['plan', 'devices', 'insights', 'settings', 'live'];

execFileSync('ip', ['link', 'set', 'lo', 'up']);
execFileSync('ip', ['addr', 'add', `${OWN}/24`, 'dev', 'lo']);
// Serial devices are below /dev.
const folder = mkdtempSync('/dev/shm/lintel-siege-');
const config = join(folder, 'store.yaml');
writeSettings();
const counter = await Pty.plugIn(join(folder, 'counter'));
const lintel = startLintel(['run', '-c', config]);
await lintel.ready();
for (let n = 0; n < 10; n += 1) {
  await counter.write('C,0,0\n');
  await sleep(200);
}
const code = pairingCode();
const shop = { passed: 0, posted: 0, accepted: 0, slowestMs: 0, mostDescriptors: 0 };
const life = setInterval(() => void live(), 1_000);
const attack = new Attack({ ports: [LAN_PORT, TILL_PORT], codePort: LAN_PORT, target: OWN });
const attacked = attack.run(CONNECTIONS, TRIES);
await attack.isUnderWay;
const { technicianMs, complaints } = await work(code);
await attacked;
clearInterval(life);
await sleep(3_000);
lintel.kill('SIGTERM');
await lintel.exit();
await counter.unplug();
const counted = await countedPeople();
rmSync(folder, { recursive: true });
const result: SiegeResult = {
  ...{ connections: attack.connections, tries: attack.tries, technicianMs, complaints },
  people: { passed: shop.passed, counted },
  sales: { posted: shop.posted, accepted: shop.accepted, slowestMs: Math.round(shop.slowestMs) },
  mostDescriptors: shop.mostDescriptors,
};
console.log(JSON.stringify(result));

function writeSettings(): void {
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'token'), TOKEN, { mode: 0o600 });
  const settings = {
    ...{ version: 2, tenant: 'acme', gateway: 'gw-1', store: { id: 'corner', timezone: 'UTC' } },
    storage: { directory: join(folder, 'data'), maxMegabytes: 16 },
    console: { port: CONSOLE_PORT, lanPort: LAN_PORT },
    sensors: [
      { id: 'counter', type: 'serial-counter', path: join(folder, 'counter'), reportIntervalSeconds: 5 },
      { id: 'till', type: 'sales-http', address: OWN, port: TILL_PORT, tokenFile: join(folder, 'token') },
    ],
    doors: [{ id: 'front', sensors: ['counter'] }],
    windows: { seconds: 10, latenessSeconds: 1 },
    privacy: { minimumCount: 1 },
  };
  writeFileSync(config, stringify(settings));
}

function pairingCode(): string {
  const said = execFileSync(process.execPath, [MAIN, 'console', 'pair', '-c', config], { encoding: 'utf8' });
  return /technician: (\S+)/.exec(said)?.[1] ?? '';
}

/** A second of the shop: somebody enters, and somebody pays. */
async function live(): Promise<void> {
  shop.passed += 1;
  await counter.write(`C,${shop.passed},0\n`);
  shop.posted += 1;
  const beganMs = performance.now();
  const headers = { authorization: `Bearer ${TOKEN}` };
  const answer = await fetch(`http://${OWN}:${TILL_PORT}/sales`, { method: 'POST', headers }).catch(
    () => undefined,
  );
  if (answer?.status === 204) shop.accepted += 1;
  shop.slowestMs = Math.max(shop.slowestMs, performance.now() - beganMs);
  const held = execFileSync('ls', [`/proc/${lintel.child.pid}/fd`], { encoding: 'utf8' }).split('\n').length;
  shop.mostDescriptors = Math.max(shop.mostDescriptors, held);
}

/** What a technician does with the right code. */
async function work(rightCode: string) {
  const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: CHROMIUM_SWITCHES });
  const page = await browser.newPage({ ignoreHTTPSErrors: true, baseURL: `https://${OWN}:${LAN_PORT}` });
  const said: string[] = [];
  page.on('pageerror', (error) => said.push(error.message));
  const times: number[] = [];
  const timed = async (act: () => Promise<unknown>) => {
    const beganMs = performance.now();
    await act();
    times.push(Math.round(performance.now() - beganMs));
  };
  await timed(async () => {
    await page.goto('/');
    await page.getByLabel('Code').fill(rightCode);
    await page.getByRole('button', { name: 'Pair' }).click();
    await page.locator('main').waitFor();
    await page.locator('a[href="#plan"]').first().waitFor();
  });
  for (const tab of PAGES)
    await timed(async () => {
      await page.locator(`a[href="#${tab}"]`).first().click();
      await page.locator(`a[href="#${tab}"][aria-current]`).first().waitFor();
      await page.locator('main > *').first().waitFor();
    });
  const shots = process.env['LINTEL_SHOTS'];
  if (shots !== undefined) await page.screenshot({ path: join(shots, 'siege.png') });
  await browser.close();
  return { technicianMs: times, complaints: said };
}

async function countedPeople(): Promise<number> {
  const ring = { directory: join(folder, 'data/ring'), maxBytes: 16 * 1024 * 1024, bootId: 'reader' };
  const store = await openSqliteEventStore({ ...ring, clock: STILL_CLOCK });
  const windows = store.windows(0 as EpochMs, Number.MAX_SAFE_INTEGER as EpochMs);
  store.close();
  const byStart = new Map(windows.map(({ start, payload }) => [start, JSON.parse(payload) as WindowSummary]));
  return [...byStart.values()].reduce((sum, { doors: [door] }) => sum + (door?.in ?? 0), 0);
}
