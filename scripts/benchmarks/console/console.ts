// The console's cost: size and time of the first load, and smoothness of the live view with 50 people. Also the cost
// for this process, beside the same process without viewers.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { openAssets } from '../../../src/web/static-assets.ts';
import { CHROMIUM_PATH, CHROMIUM_SWITCHES } from '../../../test/support/process/chromium.ts';
import { openCrowdedConsole, PEOPLE } from './crowd.ts';

const WATCH_MS = 10_000;
/** Of the kernel's clock for processes, on every Linux there is. */
const TICKS_PER_SECOND = 100;
/** When the page had drawn what it shows first, since it was asked for. */
const READY = `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0`;

export async function run(): Promise<void> {
  if (!existsSync(CHROMIUM_PATH)) throw new Error(`${CHROMIUM_PATH} is needed (Debian package chromium)`);
  const console_ = await openCrowdedConsole(false);
  const { code, port } = await console_.pair({ role: 'technician', lan: false });
  const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: CHROMIUM_SWITCHES });
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
    report([
      ['first load over TLS (Brotli), kB', await firstLoadKb(), 60, 'most'],
      ['until the page takes a code, ms', firstMs, 1_000, 'most'],
      [`frames a second, ${PEOPLE} people at 10/s`, (frames * 1000) / WATCH_MS, 50, 'least'],
      ['core of this process with one viewer, %', 100 * busy, 3, 'most'],
    ]);
    const [gzipKb, idlePercent] = [(bytes / 1000).toFixed(1), (100 * idle).toFixed(1)];
    console.log(`on loopback (gzip, with answers) ${gzipKb} kB; without a viewer ${idlePercent} % of a core`);
    console.log(
      `by the page's own clock it drew after ${readyMs.toFixed(0)} ms; browser and gateway took ${usedMs.toFixed(0)} ms`,
    );
  } finally {
    await browser.close();
    await console_.close();
  }
}

/** Kilobytes of what the first view loads, as a phone gets it over TLS. Browsers ask for Brotli there alone. */
async function firstLoadKb(): Promise<number> {
  const assets = await openAssets();
  const page = assets.get('/')?.body.toString() ?? '';
  const modules = [...page.matchAll(/\/m\/[\w-]+\.js/g)].map(([name]) => name);
  const names = ['/', '/style.css', '/icon.svg', ...new Set(modules)];
  return names.reduce((sum, name) => sum + (assets.get(name)?.brotli.length ?? 0), 0) / 1000;
}

type Measure = readonly [what: string, value: number, bar: number, side: 'most' | 'least'];

/** Prints each measure beside its bar; a bar that is missed ends the run with an error. */
function report(measures: readonly Measure[]): void {
  console.log('measure                                          value      bar');
  const missed = measures.filter(([what, value, bar, side]) => {
    console.log(`${what.padEnd(46)}${value.toFixed(1).padStart(8)}${String(bar).padStart(8)} at ${side}`);
    return side === 'most' ? value > bar : value < bar;
  });
  if (missed.length > 0) process.exitCode = 1;
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

if (import.meta.main) await run();
