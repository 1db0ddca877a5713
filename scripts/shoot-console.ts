// Takes the README's picture of the console: the Insights page of the demo, in deploy/pictures/console.png.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { startLintel } from '../test/support/lintel.ts';
import { CHROMIUM_PATH, CHROMIUM_SWITCHES } from '../test/support/process/chromium.ts';
import { until } from '../test/support/until.ts';

const FOLDER = join(import.meta.dirname, '..', 'deploy', 'pictures');
/** Up to the first charts, below 100 kB. */
const SIZE = { width: 1180, height: 640 };

const demo = startLintel(['demo']);
const address = () => /The console: (http:\S+)\//.exec(demo.output())?.[1];
await until('the console', () => address() !== undefined, 180_000);
const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: CHROMIUM_SWITCHES });
const page = await browser.newPage({ viewport: SIZE, locale: 'en-GB' });
await page.goto(`${address()}/#insights`);
await page.locator('.course').waitFor({ timeout: 60_000 });
mkdirSync(FOLDER, { recursive: true });
await page.screenshot({ path: join(FOLDER, 'console.png') });
await browser.close();
demo.kill('SIGTERM');
await demo.exit();
