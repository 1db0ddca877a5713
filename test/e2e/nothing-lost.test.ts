import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { TestConsole } from '../integration/web/web-console.ts';
import { getOrigin, openTestConsole, SETTINGS_TEXT } from '../integration/web/web-console.ts';
import { isBrowserAbsent, openPhone } from './browser.ts';

const TEXT = SETTINGS_TEXT.replace(
  /polygon: .*/,
  'polygon: [[250, 180], [390, 180], [390, 300], [250, 300]]\n  - { id: till, space: cam, polygon: [[20, 20], [120, 20], [120, 120], [20, 120]] }',
);

interface Zone {
  readonly id: string;
  readonly polygon: readonly (readonly [number, number])[];
}

function zonesIn({ settingsPath }: TestConsole): readonly Zone[] {
  return (parse(readFileSync(settingsPath, 'utf8')) as { zones: readonly Zone[] }).zones;
}

async function typeCode({ console: console_ }: TestConsole, page: Page): Promise<void> {
  const { code } = await console_.pair({ role: 'technician', lan: false });
  await page.locator('#code').fill(code);
  await page.keyboard.press('Enter');
}

/** Moves a zone by so many steps to the right, by keys. */
async function nudge(page: Page, zone: string, steps: number): Promise<void> {
  await page.getByRole('button', { name: zone, exact: true }).focus();
  for (let i = 0; i < steps; i++) await page.keyboard.press('ArrowRight');
}

async function left(page: Page, zone: string): Promise<number> {
  const body = page.getByRole('button', { name: zone, exact: true }).locator('polygon');
  return Number((await body.getAttribute('points'))?.split(',')[0]);
}

test.skipIf(isBrowserAbsent())(
  'a drawing outlives a reload, a lost network and an ended session, and is then applied',
  async () => {
    const shop = await openTestConsole(TEXT);
    const { page, context } = await openPhone(getOrigin(shop.port));
    await page.goto('/#plan');
    await typeCode(shop, page);
    await nudge(page, 'shoes', 3);
    expect(await left(page, 'shoes')).toBe(262);
    await page.reload();
    await page.getByText('1 change, not applied').waitFor();
    expect(await left(page, 'shoes')).toBe(262);
    await context.setOffline(true);
    await page.locator('.strip.lost', { hasText: 'No connection' }).waitFor();
    await nudge(page, 'shoes', 2);
    await context.setOffline(false);
    await page.locator('.strip.lost').waitFor({ state: 'detached', timeout: 20_000 });
    shop.pass(13 * 3_600_000);
    await page.getByText('Your session has ended').waitFor();
    await typeCode(shop, page);
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.locator('.toast', { hasText: 'Applied' }).waitFor();
    expect(zonesIn(shop)[0]?.polygon[0]).toEqual([270, 180]);
  },
  180_000,
);

test.skipIf(isBrowserAbsent())(
  'two technicians at once: what both changed is offered in both versions, the rest is merged',
  async () => {
    const shop = await openTestConsole(TEXT);
    const phones = [await openPhone(getOrigin(shop.port)), await openPhone(getOrigin(shop.port))];
    const [ann, ben] = phones.map(({ page }) => page) as [Page, Page];
    for (const page of [ann, ben]) {
      await page.goto('/#plan');
      await typeCode(shop, page);
      await page.locator('svg.stage polygon.zone').nth(1).waitFor();
    }
    await nudge(ann, 'shoes', 2);
    await nudge(ben, 'shoes', 5);
    await nudge(ben, 'till', 1);
    await ann.getByRole('button', { name: 'Apply' }).click();
    await ann.locator('.toast', { hasText: 'Applied' }).waitFor();
    await ben.getByRole('button', { name: 'Apply' }).click();
    await ben.getByText('shoes: somebody else changed it too').waitFor();
    expect(await ben.locator('.ghost').count()).toBe(1);
    expect(zonesIn(shop)[0]?.polygon[0]).toEqual([258, 180]);
    await ben.getByRole('button', { name: 'Keep both' }).click();
    await ben.getByRole('button', { name: 'Apply' }).click();
    await ben.locator('.toast', { hasText: 'Applied' }).waitFor();
    const zones = zonesIn(shop);
    expect(zones.map(({ polygon }) => polygon[0]?.[0])).toEqual([258, 24, 270]);
    expect(new Set(zones.map(({ id }) => id)).size).toBe(3);
    expect(readFileSync(shop.settingsPath, 'utf8')).toContain('# where the shoes are');
  },
  180_000,
);

test.skipIf(isBrowserAbsent())(
  'a version is brought back only after its changes were shown and a question answered',
  async () => {
    const shop = await openTestConsole(TEXT);
    const { page } = await openPhone(getOrigin(shop.port));
    await page.goto('/#plan');
    await typeCode(shop, page);
    await nudge(page, 'shoes', 2);
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.locator('.toast', { hasText: 'Applied' }).waitFor();
    await page.goto('/#settings');
    await page.getByRole('button', { name: 'Bring back all settings' }).click();
    const question = page.locator('dialog.ask');
    await question.getByText('Zone shoes: back to where it was then').waitFor();
    expect(zonesIn(shop)[0]?.polygon[0]).toEqual([258, 180]);
    await question.getByRole('button', { name: 'Bring back all settings' }).click();
    await page.locator('.toast', { hasText: 'in force again' }).waitFor();
    expect(readFileSync(shop.settingsPath, 'utf8')).toBe(TEXT);
  },
  180_000,
);
