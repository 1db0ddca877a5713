// One hour open: Live with 50 people at 10/s must not grow, neither the page nor the process that serves it. A blank page
// with a planted leak stands beside it, and its growth must be found. MINUTES shortens the hour.
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Browser, CDPSession } from 'playwright-core';
import { chromium } from 'playwright-core';
import { CHROMIUM_PATH, CHROMIUM_SWITCHES } from '../../../test/support/process/chromium.ts';
import { PEOPLE } from './crowd.ts';

const MINUTES = Number(process.env['MINUTES'] ?? 60);
const SAMPLES = 30;
/** Of the time: caches fill, code is compiled. */
const SETTLING = 1 / 6;
const MB = 1_000_000;
const LEAK_PER_HOUR = 3 * MB;
const LEAK_EVERY_MS = 1_000;
/** Student's t of 23 degrees of freedom, two-sided 95 %. */
const T_95 = 2.07;

type Sample = Readonly<Record<(typeof WATCHED)[number][0], number>>;

/** What, in which unit, and what it may grow in an hour at most, with 95 %. */
const WATCHED = [
  ['page: objects of the script, MB', MB, 1],
  ['page: objects of the browser, MB', MB, 1],
  ['page: nodes of the document', 1, 100],
  ['page: listeners', 1, 20],
  ['gateway: objects, MB', MB, 1],
  ['gateway: resident, MB', MB, 5],
  ['planted leak of 3 MB an hour, MB', MB, Number.POSITIVE_INFINITY],
] as const;

export async function run(): Promise<void> {
  const options = { execArgv: ['--expose-gc'] };
  const gateway = fork(join(import.meta.dirname, 'crowd-process.ts'), options);
  const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: CHROMIUM_SWITCHES });
  try {
    const [{ port }] = (await once(gateway, 'message')) as [{ port: number }];
    report(await watch(gateway, await openLive(browser, port), await openLeak(browser)));
  } finally {
    await browser.close();
    gateway.kill();
  }
}

async function openLive(browser: Browser, port: number): Promise<CDPSession> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
  const page = await context.newPage();
  // The first time, the pages are built from the sources.
  await page.goto(`http://127.0.0.1:${port}/`, { timeout: 120_000 });
  const dots = page.locator('svg.stage .dot');
  await dots.nth(PEOPLE - 1).waitFor();
  return await openMeter(await context.newCDPSession(page));
}

async function openLeak(browser: Browser): Promise<CDPSession> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const numbers = (LEAK_PER_HOUR * LEAK_EVERY_MS) / 3_600_000 / 8;
  await page.evaluate(`globalThis.kept = [];
    setInterval(() => kept.push(Array.from({ length: ${numbers.toFixed(0)} }, Math.random)), ${LEAK_EVERY_MS})`);
  return await openMeter(await context.newCDPSession(page));
}

async function openMeter(session: CDPSession): Promise<CDPSession> {
  await session.send('HeapProfiler.enable');
  await session.send('Performance.enable');
  return session;
}

async function watch(gateway: ChildProcess, live: CDPSession, leak: CDPSession): Promise<Sample[]> {
  const samples: Sample[] = [];
  const beganMs = performance.now();
  for (let n = 1; n <= SAMPLES; n += 1) {
    const dueMs = beganMs + (n * MINUTES * 60_000) / SAMPLES;
    await new Promise((resolve) => setTimeout(resolve, dueMs - performance.now()));
    samples.push(await sample(gateway, live, leak));
    const shown = WATCHED.map(([what, unit]) => ((samples.at(-1)?.[what] ?? Number.NaN) / unit).toFixed(2));
    console.log(`${((n * MINUTES) / SAMPLES).toFixed(1)} min  ${shown.join('  ')}`);
  }
  return samples;
}

async function sample(gateway: ChildProcess, live: CDPSession, leak: CDPSession): Promise<Sample> {
  const [page, planted] = [await heapOf(live), await heapOf(leak)];
  const { metrics } = await live.send('Performance.getMetrics');
  const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
  gateway.send('measure');
  const [memory] = (await once(gateway, 'message')) as [{ rss: number; heapUsed: number }];
  return {
    'page: objects of the script, MB': page.script,
    'page: objects of the browser, MB': page.browser,
    'page: nodes of the document': metric('Nodes'),
    'page: listeners': metric('JSEventListeners'),
    'gateway: objects, MB': memory.heapUsed,
    'gateway: resident, MB': memory.rss,
    'planted leak of 3 MB an hour, MB': planted.script,
  };
}

/** After all that nothing holds is gone. What was waiting for a finalizer goes at the second time. */
async function heapOf(session: CDPSession): Promise<{ readonly script: number; readonly browser: number }> {
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const {
    usedSize,
    embedderHeapUsedSize = 0,
    backingStorageSize = 0,
  } = await session.send('Runtime.getHeapUsage');
  return { script: usedSize + backingStorageSize, browser: embedderHeapUsedSize };
}

function report(samples: readonly Sample[]): void {
  const settled = samples.slice(SETTLING * SAMPLES);
  console.log('\ngrowth an hour                         first      last    slope      ± 95 %      bar');
  for (const [what, unit, most] of WATCHED) {
    const values = settled.map((one) => one[what] / unit);
    const { slope, error } = findSlope(values);
    const numbers = [values[0], values.at(-1), slope, error].map((value) => value?.toFixed(2).padStart(10));
    console.log(
      `${what.padEnd(36)}${numbers.join('')}${Number.isFinite(most) ? String(most).padStart(9) : ''}`,
    );
    // A number that the browser no longer tells is missed, too.
    if (!(slope + error <= most)) process.exitCode = 1;
  }
  if (!isLeakFound(settled)) process.exitCode = 1;
}

/** The measure must see what it is there for. */
function isLeakFound(settled: readonly Sample[]): boolean {
  const { slope } = findSlope(settled.map((one) => one['planted leak of 3 MB an hour, MB'] / LEAK_PER_HOUR));
  return slope > 0.7 && slope < 1.5;
}

/** By least squares, an hour, with its half interval of 95 %. */
function findSlope(values: readonly number[]): { readonly slope: number; readonly error: number } {
  const middle = (values.length - 1) / 2;
  const hours = MINUTES / SAMPLES / 60;
  const level = sum(values, (value) => value) / values.length;
  const across = sum(values, (_, i) => ((i - middle) * hours) ** 2);
  const slope = sum(values, (value, i) => (i - middle) * hours * (value - level)) / across;
  const left = sum(values, (value, i) => (value - level - slope * (i - middle) * hours) ** 2);
  return { slope, error: T_95 * Math.sqrt(left / (values.length - 2) / across) };
}

function sum(values: readonly number[], of: (value: number, index: number) => number): number {
  return values.reduce((total, value, i) => total + of(value, i), 0);
}

if (import.meta.main) await run();
