// The console's cost: size and time of the first load, and smoothness of the live view with 50 people. Also the cost
// for this process, beside the same process without viewers.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import type { ConsoleDependencies, GatewayView, LivePeople } from '../../../src/ports/console.ts';
import { silentLog } from '../../../src/system/log.ts';
import { openConsole } from '../../../src/web/console-server.ts';

const CHROMIUM = '/usr/bin/chromium';
const PEOPLE = 50;
const WATCH_MS = 10_000;
/** Of the kernel's clock for processes, on every Linux there is. */
const TICKS_PER_SECOND = 100;
/** When the page had drawn what it shows first, since it was asked for. */
const READY = `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0`;

export async function run(): Promise<void> {
  if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is needed (Debian package chromium)`);
  const console_ = await openConsole({
    ...crowd(),
    ...{ host: '127.0.0.1', port: 0, lanPort: 0, tls: () => Promise.reject(new Error('no LAN here')) },
    ...{ version: '0', log: silentLog, nowMs: () => performance.now() },
  });
  const { code, port } = await console_.pair({ role: 'technician', lan: false });
  const args = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
  ];
  const browser = await chromium.launch({ executablePath: CHROMIUM, args });
  try {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
    const page = await context.newPage();
    const network = await context.newCDPSession(page);
    let bytes = 0;
    await network.send('Network.enable');
    network.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    const idle = await cpuShare(3_000);
    const beganMs = performance.now();
    const usedBeforeMs = usedByAllMs();
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.locator('#code').waitFor();
    const firstMs = performance.now() - beganMs;
    const usedMs = usedByAllMs() - usedBeforeMs;
    // The page's own clock: excludes the time until this process gets the answer.
    const readyMs = (await page.evaluate(READY)) as number;
    await page.locator('#code').fill(code);
    await page.keyboard.press('Enter');
    await page
      .locator('svg.stage .dot')
      .nth(PEOPLE - 1)
      .waitFor();
    await page.reload();
    await page
      .locator('svg.stage .dot')
      .nth(PEOPLE - 1)
      .waitFor();
    const [frames, busy] = await Promise.all([framesOf(page), cpuShare(WATCH_MS)]);
    console.log('measure                                   value   bar');
    console.log(`first load, compressed                ${(bytes / 1000).toFixed(0).padStart(6)} kB   300 kB`);
    console.log(`first load until it takes a code      ${firstMs.toFixed(0).padStart(6)} ms   1000 ms`);
    console.log(
      `  by the page’s own clock             ${readyMs.toFixed(0).padStart(6)} ms   first thing drawn`,
    );
    console.log(
      `  processor time, browser and gateway ${usedMs.toFixed(0).padStart(6)} ms   of all their processes`,
    );
    console.log(
      `frames a second, ${PEOPLE} people at 10/s     ${((frames * 1000) / WATCH_MS).toFixed(1).padStart(6)}      50`,
    );
    console.log(
      `core taken while somebody looks       ${(100 * busy).toFixed(1).padStart(6)} %    (nobody: ${(100 * idle).toFixed(1)} %), 5 % more at most`,
    );
  } finally {
    await browser.close();
    await console_.close();
  }
}

/** Pictures that the page draws during the time. */
function framesOf(page: Page): Promise<number> {
  return page.evaluate(`new Promise((done) => {
    let frames = 0; const end = performance.now() + ${WATCH_MS};
    const next = (now) => { frames += 1; if (now < end) requestAnimationFrame(next); else done(frames); };
    requestAnimationFrame(next);
  })`);
}

/** Processor time of this process and all it started: what a busy machine cannot make longer. */
function usedByAllMs(): number {
  const processes = readdirSync('/proc').flatMap((name) => processOf(name) ?? []);
  const own = new Set([process.pid]);
  // Children have higher numbers than their parents, until numbers begin anew; then one round more finds them.
  for (let i = 0; i < 3; i++) for (const { id, parent } of processes) if (own.has(parent)) own.add(id);
  const ticks = processes.filter(({ id }) => own.has(id)).reduce((sum, one) => sum + one.ticks, 0);
  return (ticks * 1000) / TICKS_PER_SECOND;
}

/** Undefined for what is no process, or no longer one. */
function processOf(name: string): { id: number; parent: number; ticks: number } | undefined {
  if (!/^\d+$/.test(name)) return undefined;
  try {
    const text = readFileSync(`/proc/${name}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return { id: Number(name), parent: fields[1] ?? 0, ticks: (fields[11] ?? 0) + (fields[12] ?? 0) };
  } catch {
    return undefined;
  }
}

/** This process's share of one core over the time. */
async function cpuShare(ms: number): Promise<number> {
  const before = process.cpuUsage();
  const beganMs = performance.now();
  await new Promise((resolve) => setTimeout(resolve, ms));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / (performance.now() - beganMs);
}

function crowd(): ConsoleDependencies {
  const live = (): LivePeople => {
    const at = Date.now() as EpochMs;
    const people = Array.from({ length: PEOPLE }, (_, i) => {
      const angle = at / 3_000 + i;
      return [0, i, 640 + (100 + 8 * i) * Math.cos(angle), 480 + (60 + 6 * i) * Math.sin(angle)] as const;
    });
    return { at, people, visits: people.slice(0, 10).map(([, i]) => [0, i, at] as const) };
  };
  const none = () => undefined;
  const polygon = [
    [400, 300],
    [900, 300],
    [900, 700],
    [400, 700],
  ] as const;
  return {
    gateway: {
      shop: () => ({
        store: { id: 'bench', name: 'bench', timezone: 'UTC' },
        spaces: [{ id: 'cam', name: 'cam', unit: 'px', width: 1280, height: 960 }],
        zones: [{ id: 'z', name: 'z', space: 'cam', polygon, queue: false }],
        ...{ walls: [], places: [], cameras: [], sensors: [] },
        lines: [],
        doors: [],
      }),
      live,
      status: () =>
        ({
          sensors: [],
          uplink: { state: 'off' },
          store: { detail: '', outboxRows: 0, sizeBytes: 1, maxBytes: 2 },
        }) as unknown as GatewayView,
      windows: () => [],
      listen: () => none,
    },
    plan: { read: none, write: none, remove: none },
    journal: { note: none, entries: () => [] },
  } as unknown as ConsoleDependencies;
}

if (import.meta.main) await run();
