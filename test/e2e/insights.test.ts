import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { getOrigin } from '../integration/web/web-console.ts';
import { HISTORY_NOW_MS, openHistoryConsole } from '../support/insights/history-console.ts';
import { listFindings } from './axe.ts';
import type { Phone } from './browser.ts';
import { isBrowserAbsent, openPhone } from './browser.ts';

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1440, height: 900 };
const LOOKS = [
  ['dark', PHONE, ['day/2026-11-28/usual', 'month/2026-11-28/before', 'day/2026-11-27/usual/visits%40till']],
  ['light', DESKTOP, ['day/2026-11-27/before', 'week/2026-11-17/usual/conversion']],
] as const;

type Console = Awaited<ReturnType<typeof openHistoryConsole>>;

/** A paired browser at the store's own moment. */
async function openPaired(
  { console: console_, port }: Console,
  options: Parameters<typeof openPhone>[1],
): Promise<Phone> {
  const phone = await openPhone(getOrigin(port), options);
  await phone.page.clock.install({ time: HISTORY_NOW_MS });
  const { code } = await console_.pair({ role: 'viewer', lan: false });
  await phone.page.goto('/');
  await phone.page.locator('#code').fill(code);
  await phone.page.keyboard.press('Enter');
  await phone.page.locator('.tabs').waitFor();
  return phone;
}

async function open(page: Page, address: string): Promise<void> {
  await page.goto(`/#insights/${address}`);
  await page.locator('.kpis .kpi').first().waitFor();
  await page.locator('.course').waitFor();
}

test.skipIf(isBrowserAbsent())(
  'day, week, month and definition fit phone and desktop, and axe finds nothing in either theme',
  async () => {
    const shop = await openHistoryConsole();
    for (const [theme, size, addresses] of LOOKS) {
      const { page, complaints, shoot } = await openPaired(shop, { theme, size });
      for (const address of addresses) {
        await open(page, address);
        expect([address, theme, await listFindings(page)]).toEqual([address, theme, []]);
        const room = await page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        expect([address, size.width, room]).toEqual([address, size.width, 0]);
        await shoot(`insights-${address.replaceAll('/', '-')}-${size.width}`);
      }
      expect(complaints).toEqual([]);
    }
  },
  240_000,
);

test.skipIf(isBrowserAbsent())(
  'each of the eight states of a number is drawn differently, and the page is exported and printed',
  async () => {
    const shop = await openHistoryConsole();
    const { page, context, shoot } = await openPaired(shop, { size: DESKTOP });
    // Loading: shapes, and words only after some seconds.
    const held = Promise.withResolvers<void>();
    await page.route('**/api/insights*', async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.goto('/#insights/week/2026-11-17/before');
    await page.locator('.skeleton').waitFor();
    expect(await page.getByText('Still loading.').count()).toBe(0);
    await page.clock.runFor(5_000);
    await page.getByText('Still loading.').waitFor();
    await shoot('state-loading');
    held.resolve();
    // Nobody came on Sunday; the door was partly seen on Tuesday.
    await page.locator('.step.part .likely').waitFor();
    expect(await page.locator('.course .step.seen .zero').count()).toBe(1);
    await shoot('state-zero-part');
    // Print: a week takes two pages.
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(2);
    // Exports.
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page
        .locator('.menu summary')
        .click()
        .then(() => page.getByRole('button', { name: /CSV/ }).click()),
    ]);
    expect(download.suggestedFilename()).toBe('linden-2026-11-16_2026-11-22.csv');
    const csv = readFileSync(await download.path(), 'utf8')
      .replace('\uFEFF', '')
      .split('\r\n');
    expect(csv[0]).toBe('number,of,from,to,value,low,high,unit,seen,events,definition,usual,id');
    expect(csv.find((row) => row.startsWith('Entries,'))).toMatch(
      /^Entries,,2026-11-15T23:00:00.000Z,.*,people,0\.9\d+,\d+,store\/1,/,
    );
    const [picture] = await Promise.all([
      page.waitForEvent('download'),
      page
        .locator('.menu summary')
        .click()
        .then(() => page.getByRole('button', { name: /PNG/ }).click()),
    ]);
    expect(
      readFileSync(await picture.path())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    // Not seen: hours without the door. Too few: hours with so few visits that they leave as `few`.
    await open(page, 'day/2026-11-17/usual/visits%40till');
    await page.locator('.course .step.gone').first().waitFor();
    await page.locator('.definition .step.few').first().waitFor();
    await shoot('state-gone-few');
    // Not yet known: the rest of today.
    await open(page, 'day/2026-11-28/usual');
    await page.locator('.course .step.later').first().waitFor();
    // Connection lost: numbers of then, without their fill.
    await context.setOffline(true);
    shop.console.pair({ role: 'viewer', lan: false }).catch(() => undefined);
    for (let second = 0; second < 30 && (await page.locator('.v.stale').count()) === 0; second += 1)
      await page.clock.runFor(1_000);
    await page.locator('.course svg.lost').first().waitFor();
    expect(await page.locator('.kpi', { hasText: 'as of 14:00' }).count()).toBeGreaterThan(0);
    await shoot('state-lost');
    await context.setOffline(false);
    // Cannot be shown: what failed, and a button that helps.
    await page.unroute('**/api/insights*');
    await page.route('**/api/insights*', (route) =>
      route.fulfill({ status: 500, json: { error: { code: 'FAILED', message: 'no' } } }),
    );
    await page.goto('/#insights/day/2026-11-26/usual');
    await page.locator('.failed').waitFor();
    await shoot('state-failed');
    await page.unroute('**/api/insights*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.kpis .kpi').first().waitFor();
  },
  240_000,
);
