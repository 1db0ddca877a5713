import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { startLintel } from '../support/lintel.ts';
import { isAbsent, MODELS, sharedPath, TABLE_CLIP } from '../support/shared-data.ts';
import { tempDir } from '../support/temp-dir.ts';
import { isBrowserAbsent, openPhone } from './browser.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'main.ts');
const isImpossible = isAbsent(TABLE_CLIP, MODELS) || isBrowserAbsent();
const PLAN =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 80"><rect width="100" height="80" fill="#fff" stroke="#000"/><rect x="40" y="30" width="20" height="12" fill="#ccc"/></svg>';

/** A shop as it is before anybody drew anything, the clip playing as if live. */
function writeShop(directory: string, port: number): string {
  const path = join(directory, 'store.yaml');
  const text = `# The corner shop
version: 1
tenant: acme
gateway: gw-1
store: { id: corner } # high street
storage: { directory: ${join(directory, 'data')} }
sensors:
  - id: table-cam
    type: camera # over the table
    source: { file: ${sharedPath(TABLE_CLIP)} }
    widthPx: 768
    heightPx: 432
    framesPerSecond: 3
lines:
  - { id: passage, on: table-cam, from: [330, 426], to: [330, 200], in: right } # left of the table
doors:
  - { id: front, lines: [passage] }
windows: { seconds: 10, latenessSeconds: 1 }
console: { port: ${port} }
`;
  writeFileSync(path, text);
  return path;
}

function pairingCode(config: string): string {
  const said = execFileSync(process.execPath, [MAIN, 'console', 'pair', '--no-lan', '-c', config], {
    encoding: 'utf8',
  });
  return /technician: (\S+)/.exec(said)?.[1] ?? '';
}

/** Taps a place of the stage given in the space's own unit. */
async function tapAt(
  stage: Locator,
  [x, y]: readonly [number, number],
  [width, height]: readonly [number, number],
): Promise<void> {
  await stage.scrollIntoViewIfNeeded();
  const box = await stage.boundingBox();
  if (box === null) throw new Error('the stage is not shown');
  await stage.page().touchscreen.tap(box.x + (x / width) * box.width, box.y + (y / height) * box.height);
}

async function go(page: Page, tab: string): Promise<void> {
  await page.locator(`nav a[href="#${tab}"]`).click();
  await page.locator('main').waitFor();
}

async function apply(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Apply' }).first().click();
  await page.getByRole('button', { name: 'Apply' }).first().and(page.locator(':disabled')).waitFor();
}

test.skipIf(isImpossible)(
  'a technician pairs a phone, sets a shop up, sees visits, audits them, tries a change, applies it and takes it back',
  async () => {
    const directory = tempDir();
    const port = 20_000 + (process.pid % 20_000);
    const config = writeShop(directory, port);
    const lintel = startLintel(['run', '-c', config]);
    onTestFinished(async () => {
      lintel.kill('SIGTERM');
      await lintel.exit();
    });
    await lintel.ready(60_000);
    const { page, complaints, shoot } = await openPhone(`http://127.0.0.1:${port}`);
    await page.goto('/');
    await page.getByLabel('Code').fill('AAAA-AAAA');
    await page.getByRole('button', { name: 'Pair' }).click();
    await page.getByText('wrong, used or too old').waitFor();
    await shoot('pair');
    await page.getByLabel('Code').fill(pairingCode(config).toLowerCase());
    await page.getByRole('button', { name: 'Pair' }).click();
    await page.getByText('All sensors see').waitFor();

    await go(page, 'zones');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'plan.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(PLAN) });
    await page.locator('.toast', { hasText: 'Applied' }).waitFor();
    await page.getByLabel('Shown on').selectOption('floor');
    const stage = page.locator('svg.stage');
    await stage.locator('image').waitFor();
    await page.getByRole('button', { name: 'Set the scale' }).click();
    await tapAt(stage, [2, 2], [10, 8]);
    await tapAt(stage, [7, 2], [10, 8]);
    await page.getByLabel('Length in metres').fill('10');
    await shoot('scale');
    await page.getByRole('button', { name: 'Apply' }).last().click();
    await page.getByText('Floor: 20.').waitFor();

    await page.getByLabel('Shown on').selectOption('table-cam');
    await page.getByRole('button', { name: 'New zone' }).click();
    for (const corner of [
      [330, 300],
      [561, 300],
      [561, 426],
      [330, 426],
    ] as const)
      await tapAt(stage, corner, [768, 432]);
    await shoot('drawing');
    await page.getByRole('button', { name: 'Finish' }).click();
    await page.getByLabel('Name').fill('<b>Table</b>');
    await page.getByLabel('Name').blur();
    await apply(page);
    await shoot('zones');
    const saved = readFileSync(config, 'utf8');
    for (const comment of ['# The corner shop', '# high street', '# over the table', '# left of the table'])
      expect(saved).toContain(comment);

    await go(page, 'live');
    await page
      .locator('svg.stage')
      .locator('text', { hasText: '<b>Table</b> · 1' })
      .waitFor({ timeout: 100_000 });
    await shoot('live');

    await go(page, 'audit');
    await page.getByRole('button', { name: 'Start' }).click();
    await shoot('audit-taps');
    await page.waitForTimeout(1_000);
    await page.getByRole('button', { name: /^IN/ }).tap();
    await page.getByRole('button', { name: /^OUT/ }).tap();
    await page.getByRole('button', { name: 'Finish and compare' }).click();
    await page.locator('#audits li').first().waitFor();
    await shoot('audit');

    // Somebody stood at the table and left: the visit is over.
    await go(page, 'live');
    await page
      .locator('svg.stage')
      .locator('text', { hasText: /^<b>Table<\/b>$/ })
      .waitFor({ timeout: 100_000 });
    await go(page, 'zones');
    await page.getByLabel('Shown on').selectOption('table-cam');
    const before = readFileSync(config, 'utf8');
    await page.getByRole('button', { name: 'Zone: <b>Table</b>' }).click();
    await page.getByRole('button', { name: /^Corner 1 of/ }).focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight');
    await page.getByRole('button', { name: 'Try it' }).click();
    const recount = page.locator('#recount');
    await recount.waitFor();
    await shoot('draft');
    const entries = recount.locator('tr', { hasText: 'Entries' }).locator('td');
    expect(Number(await entries.nth(0).textContent())).toBeGreaterThan(0);
    await apply(page);
    expect(readFileSync(config, 'utf8')).not.toBe(before);

    await go(page, 'today');
    await page.locator('.tiles').first().waitFor();
    await shoot('today');
    await go(page, 'settings');
    await page.getByRole('button', { name: 'Bring back' }).first().click();
    await page.locator('.toast', { hasText: 'in force again' }).waitFor();
    await shoot('settings');
    expect(readFileSync(config, 'utf8')).toBe(before);
    expect(complaints).toEqual([]);
  },
  400_000,
);
