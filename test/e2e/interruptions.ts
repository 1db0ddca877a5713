// What comes between while somebody sets a shop up.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Place } from './browser.ts';
import { dragByTouch, placeOnScreen } from './browser.ts';
import type { Shop } from './technician-store.ts';
import { go, pairingCode, tapAt } from './technician-store.ts';

/** The phone is turned on its side meanwhile. */
export async function turned(page: Page, act: () => Promise<void>): Promise<void> {
  const upright = page.viewportSize() ?? { width: 0, height: 0 };
  await page.setViewportSize({ width: upright.height, height: upright.width });
  await act();
  await page.setViewportSize(upright);
}

/** The network is lost, said to be lost, and comes back. */
export async function withoutNetwork({ page, context }: Shop, act: () => Promise<void>): Promise<void> {
  await context.setOffline(true);
  const lost = page.locator('.strip.lost', { hasText: 'No connection' });
  await lost.waitFor({ timeout: 20_000 });
  await act();
  await context.setOffline(false);
  await lost.waitFor({ state: 'detached', timeout: 30_000 });
}

const FAR_PX = 20;
/** A busy machine takes a while to draw. */
const SOON = { timeout: 15_000 };

/** A finger drags the body of the only selected zone, then a corner of it; both are taken back exactly. */
export async function dragAndUndo({ page, context }: Shop, body: Place, corner: Place): Promise<void> {
  const stage = page.locator('svg.stage');
  const network = await context.newCDPSession(page);
  const polygon = stage.locator('polygon.zone').last();
  const before = await polygon.getAttribute('points');
  for (const place of [body, corner]) {
    await stage.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    const [x, y] = await placeOnScreen(stage, place);
    await dragByTouch(network, [x, y], [x + FAR_PX, y - FAR_PX]);
    await expect.poll(() => polygon.getAttribute('points'), SOON).not.toBe(before);
    await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
    await expect.poll(() => polygon.getAttribute('points'), SOON).toBe(before);
  }
}

const WINDOW: readonly Place[] = [
  [40, 40],
  [160, 40],
  [160, 140],
  [40, 140],
];

/** A second technician draws and applies a zone of their own meanwhile. */
export async function drawAsColleague({ config, page, context }: Shop): Promise<void> {
  const browser = context.browser();
  const other = await browser?.newContext({
    ...{ viewport: { width: 820, height: 1180 }, hasTouch: true, isMobile: true, locale: 'en-GB' },
    baseURL: new URL(page.url()).origin,
  });
  if (other === undefined) throw new Error('the browser is gone');
  const theirs = await other.newPage();
  await theirs.goto('/#live');
  await theirs.getByLabel('Code').fill(pairingCode(config));
  await theirs.keyboard.press('Enter');
  await theirs.getByLabel('Code').waitFor({ state: 'detached' });
  await go(theirs, 'plan');
  await theirs.getByRole('button', { name: 'table-cam' }).click();
  await theirs.getByRole('button', { name: 'Zone', exact: true }).click();
  for (const corner of WINDOW) await tapAt(theirs.locator('svg.stage'), corner);
  await theirs.getByRole('button', { name: 'Finish' }).click();
  await theirs.getByLabel('Name', { exact: true }).fill('Window');
  await theirs.getByLabel('Name', { exact: true }).blur();
  await theirs.getByRole('button', { name: 'Apply' }).first().click();
  await theirs.locator('.toast', { hasText: 'Applied' }).waitFor();
  await other.close();
}
