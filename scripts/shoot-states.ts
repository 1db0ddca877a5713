// shoot-states.ts FOLDER [MOCK-UPS] [NAME…]: pictures of every page and state of the console over the demo's store, on a phone and
// on a desk, light and dark, beside the mock-up of the design where there is one.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { startLintel } from '../test/support/lintel.ts';
import { CHROMIUM_PATH, CHROMIUM_SWITCHES } from '../test/support/process/chromium.ts';
import { until } from '../test/support/until.ts';
import type { ConsoleState } from './lib/console-states.ts';
import { STATES } from './lib/console-states.ts';

const SIZES = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1, hasTouch: false, isMobile: false },
};
const THEMES = ['light', 'dark'] as const;
const EMPTY_STORE = {
  ...{
    spaces: [],
    zones: [],
    lines: [],
    doors: [],
    walls: [],
    removed: [],
    places: [],
    cameras: [],
    sensors: [],
  },
  hasPlan: false,
};

const [folder = '', mockUps = '', ...wanted] = process.argv.slice(2);
if (folder === '') throw new Error('usage: shoot-states.ts FOLDER [MOCK-UPS] [NAME…]');
mkdirSync(folder, { recursive: true });
/** One that runs already, so that the next picture need not wait for a new store. */
const running = process.env['CONSOLE'];
const demo = running === undefined ? startLintel(['demo', '--speed', '1']) : undefined;
const address = () => running ?? /The console: (http:\S+)\//.exec(demo?.output() ?? '')?.[1];
await until('the console', () => address() !== undefined, 300_000);
const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: CHROMIUM_SWITCHES });
for (const state of STATES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  for (const size of Object.keys(SIZES) as (keyof typeof SIZES)[]) {
    await shoot(state, size).catch((error: unknown) => {
      console.log(`${state.name} ${size}: ${String(error).split('\n')[0]}`);
      process.exitCode = 1;
    });
  }
}
await browser.close();
demo?.kill('SIGTERM');
await demo?.exit();

async function shoot(state: ConsoleState, size: keyof typeof SIZES): Promise<void> {
  const page = await openPage(browser, state, size);
  try {
    await page.goto(`${address()}/#${state.address}`, { timeout: 120_000 });
    await page.locator('main').first().waitFor({ timeout: 60_000 });
    await hasLoaded(page);
    await state.act?.(page);
    await hasLoaded(page);
    // Sums and pictures that the page asks for by itself.
    await page.waitForTimeout(1_500);
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      const path = join(folder, `${state.name}-${size}-${colorScheme}.png`);
      await page.screenshot({ path, fullPage: state.isLong === true && size === 'phone' });
      if (state.mock !== undefined) besideMockUp(path, `${state.mock}-${size}-${colorScheme}.png`);
    }
  } finally {
    await page.context().close();
  }
}

async function openPage(
  from: Browser,
  { answers = {} }: ConsoleState,
  size: keyof typeof SIZES,
): Promise<Page> {
  const context = await from.newContext({ ...SIZES[size], locale: 'en-GB' });
  const page = await context.newPage();
  for (const [path, json] of Object.entries(answers)) {
    await page.route(`**${path}`, async (route) => {
      if (typeof json === 'number')
        return await route.fulfill({ status: json, json: { error: { code: 'NOT_PAIRED' } } });
      if (json !== 'empty') return await route.fulfill({ json });
      const answer = (await (await route.fetch()).json()) as object;
      return await route.fulfill({ json: { ...answer, ...EMPTY_STORE } });
    });
  }
  return page;
}

/** Nothing that a person sees says that it is still on its way. */
async function hasLoaded(page: Page): Promise<void> {
  const waiting = page.getByText(/^(Loading|Looking)…$/).filter({ visible: true });
  await waiting.first().waitFor({ state: 'detached' });
}

/** The mock-up on the left, as high as the page. Without one of this size and theme the page stands alone. */
function besideMockUp(path: string, mock: string): void {
  const drawn = join(mockUps, mock);
  if (!existsSync(drawn)) return;
  const both = `${path}.both.png`;
  const filter = '[0]pad=iw:max(ih\\,1)[a];[1][a]scale2ref=w=oh*mdar:h=ih[m][p];[m][p]hstack';
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', path, '-i', drawn, '-filter_complex', filter, both]);
  renameSync(both, path);
}
