import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, CDPSession, Locator, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { CHROMIUM_PATH, CHROMIUM_SWITCHES } from '../support/process/chromium.ts';

/** True, and said aloud, when there is no browser to test in. */
export function isBrowserAbsent(): boolean {
  if (existsSync(CHROMIUM_PATH)) return false;
  console.warn(
    `SKIPPED: ${CHROMIUM_PATH} is not here (Debian package chromium), so the pages are not tested`,
  );
  return true;
}

/**
 * What the browser says of its own: asking who one is before pairing is answered with 401,
 * and whatever the page asks for fails while a test has cut the network.
 */
const EXPECTED = /401|net::ERR_INTERNET_DISCONNECTED/;

export interface Phone {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page complained of: errors, and anything the content policy stopped. */
  readonly complaints: string[];
  shoot(name: string): Promise<void>;
}

/**
 * One for all tests of a process, each in contexts of its own: a start takes seconds of processor. It ends with the
 * process.
 */
let launched: Promise<Browser> | undefined;

/** A phone, held upright unless a size is given. Screenshots go to the folder that LINTEL_SHOTS names, in both themes. */
export async function openPhone(
  origin: string,
  options: {
    readonly theme?: 'light' | 'dark';
    readonly locale?: string;
    readonly size?: { readonly width: number; readonly height: number };
  } = {},
): Promise<Phone> {
  const { theme = 'light', locale = 'en-GB', size = { width: 390, height: 844 } } = options;
  launched ??= chromium.launch({ executablePath: CHROMIUM_PATH, args: CHROMIUM_SWITCHES });
  const context = await (await launched).newContext({
    ...{ viewport: size, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
    ...{ locale, colorScheme: theme, baseURL: origin },
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED.test(message.text())) complaints.push(message.text());
  });
  const folder = process.env['LINTEL_SHOTS'];
  const shoot = async (name: string) => {
    if (folder === undefined) return;
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), fullPage: true });
    }
    await page.emulateMedia({ colorScheme: theme });
  };
  return { page, context, complaints, shoot };
}

export type Place = readonly [number, number];

/** One way to drag on the screen: press, moves, release. */
export type Drag = (network: CDPSession, from: Place, to: Place) => Promise<void>;

const STEPS = 6;

export function between(from: Place, to: Place): Place[] {
  return Array.from({ length: STEPS }, (_, i) => {
    const share = (i + 1) / STEPS;
    return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])] as const;
  });
}

export const dragByTouch: Drag = async (network, from, to) => {
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', at: readonly Place[]) =>
    network.send('Input.dispatchTouchEvent', { type, touchPoints: at.map(([x, y]) => ({ x, y })) });
  await send('touchStart', [from]);
  for (const at of between(from, to)) await send('touchMove', [at]);
  await send('touchEnd', []);
};

/** Where a place of the drawing is on the screen; a plan may lie turned. */
export async function placeOnScreen(stage: Locator, [x, y]: Place): Promise<Place> {
  const place = await stage.evaluate(
    (element, [atX, atY]) => {
      const matrix = element.querySelector<SVGGElement>('g')?.getScreenCTM();
      const at = new DOMPoint(atX, atY).matrixTransform(matrix ?? undefined);
      return [at.x, at.y] as const;
    },
    [x, y] as const,
  );
  return place;
}
