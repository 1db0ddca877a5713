import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { MAIN } from '../support/lintel.ts';
import { sharedPath, TABLE_CLIP } from '../support/shared-data.ts';
import type { Place } from './browser.ts';
import { placeOnScreen } from './browser.ts';

/** Two people leave the table one after the other; the whole clip takes two minutes. */
export const [FROM_S, LONG_S] = [64, 26];

function cutClip(directory: string): string {
  const path = join(directory, 'table.mp4');
  const cut = ['-ss', String(FROM_S), '-t', String(LONG_S), '-i', sharedPath(TABLE_CLIP)];
  execFileSync('ffmpeg', ['-v', 'error', ...cut, '-preset', 'ultrafast', '-crf', '16', path]);
  return path;
}

/** A shop as it is before anybody drew anything, the clip playing as if live. */
export function writeShop(directory: string, port: number): string {
  const path = join(directory, 'store.yaml');
  const text = `# The corner shop
version: 2
tenant: acme
gateway: gw-1
store: { id: corner } # high street
storage: { directory: ${join(directory, 'data')} }
sensors:
  - id: table-cam
    type: camera # over the table
    source: { file: ${cutClip(directory)} }
    widthPx: 768
    heightPx: 432
    framesPerSecond: 3
lines:
  - { id: passage, space: table-cam, from: [600, 430], to: [600, 300], insideSide: left } # right of the table
doors:
  - { id: front, lines: [passage] }
windows: { seconds: 10, latenessSeconds: 1 }
console: { port: ${port} }
`;
  writeFileSync(path, text);
  return path;
}

/** Says when the clip was filmed: it then plays in step with the clock. */
export function filmedFrom(config: string, startAt: number): void {
  const text = readFileSync(config, 'utf8');
  writeFileSync(config, text.replace('.mp4 }', `.mp4, startAt: '${new Date(startAt).toISOString()}' }`));
}

export function pairingCode(config: string): string {
  const said = execFileSync(process.execPath, [MAIN, 'console', 'pair', '--no-lan', '-c', config], {
    encoding: 'utf8',
  });
  return /technician: (\S+)/.exec(said)?.[1] ?? '';
}

/** Taps a place of the stage given in the space's own unit. */
export async function tapAt(stage: Locator, [x, y]: Place): Promise<void> {
  // A person would not tap what lies under the tabs.
  await stage.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  const [left, top] = await placeOnScreen(stage, [x, y]);
  await stage.page().touchscreen.tap(left, top);
}

export async function go(page: Page, name: string): Promise<void> {
  await page.goto(`/#${name}`);
  await page.locator('main').waitFor();
}

export async function apply(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Apply' }).first().click();
  await page.locator('.toast', { hasText: 'Applied' }).waitFor();
}

export interface Shop {
  readonly config: string;
  readonly page: Page;
  readonly context: BrowserContext;
  readonly shoot: (name: string) => Promise<void>;
}

/** Four corners of the clip's floor, in pixels of the picture. */
export const CORNERS = [
  [330, 426],
  [561, 426],
  [561, 300],
  [330, 300],
] as const;
/** Where they are on the plan that is uploaded, in tenths of it. */
export const ON_PLAN: readonly Place[] = [
  [4, 6.2],
  [6, 6.2],
  [6, 3],
  [4, 3],
];

export async function pairPhone(page: Page, config: string): Promise<void> {
  await page.getByLabel('Code').fill(pairingCode(config).toLowerCase());
  await page.getByRole('button', { name: 'Pair' }).click();
  await page.getByText('All sensors online').waitFor();
}
