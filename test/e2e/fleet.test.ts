/** The fleet's pages in a real browser: what three people look for, each within three taps, and what axe says. */
import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FleetServer } from '../../src/web/fleet/fleet-server.ts';
import { openAssets } from '../../src/web/static-assets.ts';
import type { FleetDatabase } from '../support/fleet/fleet-side.ts';
import { PASSWORD, startFleetDatabase, startFleetServer } from '../support/fleet/fleet-side.ts';
import { listSerious } from './axe.ts';
import { isBrowserAbsent, openPhone } from './browser.ts';

const DESKTOP = { width: 1440, height: 900 };
const isAbsent = isBrowserAbsent();
let database: FleetDatabase;
let server: FleetServer;

beforeAll(async () => {
  if (isAbsent) return;
  database = await startFleetDatabase(8, 70);
  // The manager's store is in New York: its yesterday is seeded at every hour of UTC, and may be the day before.
  await database.admin.query(`
    INSERT INTO lintel.reader_right (login, tenant, store) VALUES ('person:manager', 'acme', 'store-7'), ('person:regional', 'acme', NULL);
    UPDATE lintel.gateway_state SET received_at = now(), since = now(), body = body || '{"down": ["street-cam"]}'
    WHERE gateway_id = (SELECT gateway_id FROM lintel.gateway JOIN lintel.store USING (store_id) WHERE store = 'store-3');
    UPDATE lintel.gateway_state SET since = now();
    UPDATE lintel.rollup_day_store SET entries = entries / 3, exits = exits / 3, conversion_entries = conversion_entries / 3
    WHERE local_day >= now()::date - 2 AND store_id = (SELECT store_id FROM lintel.store WHERE store = 'store-5');
    UPDATE lintel.rollup_day_store SET conversion_sales = round(conversion_sales * 0.3)
    WHERE local_day >= now()::date - 2 AND store_id = (SELECT store_id FROM lintel.store WHERE store = 'store-6')`);
  server = await startFleetServer(database.urlAs('lintel_pages'), ['manager', 'regional'], {
    assets: () => openAssets('fleet'),
  });
});

afterAll(async () => {
  if (isAbsent) return;
  await server.close();
  await database[Symbol.asyncDispose]();
});

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

/** Of each person's first session: another check of the password would take as long as the first. */
const cookies = new Map<string, Cookies>();

async function signIn(page: Page, person: string): Promise<void> {
  page.setDefaultTimeout(120_000);
  const known = cookies.get(person);
  if (known !== undefined) await page.context().addCookies(known);
  await page.goto('/');
  if (known === undefined) {
    await page.locator('#person').fill(person);
    await page.locator('#password').fill(PASSWORD);
    await page.keyboard.press('Enter');
  }
  await page.locator('.shell.fleet main').waitFor();
  cookies.set(person, await page.context().cookies());
}

const settled = (page: Page) => page.waitForFunction(() => document.querySelectorAll('.shape').length === 0);

test.skipIf(isAbsent)(
  'a store manager sees yesterday’s conversion beside the same weekday’s mean, with its doubt, without a tap',
  async () => {
    const { page, complaints } = await openPhone(server.origin);
    await signIn(page, 'manager');
    const cell = page.locator('.number-cell', { hasText: 'Conversion' });
    await cell.waitFor();
    const { rows } = await database.admin.query(
      `SELECT c.rate, c.low, c.high FROM kpi.conversion_day c WHERE store = 'store-7' AND local_day = (SELECT min(today) - 1 FROM kpi.store WHERE store = 'store-7')`,
    );
    const percent = (share: number) => `${Math.round(share * 1_000) / 10}\u00a0%`;
    const text = (await cell.textContent()) ?? '';
    expect(text).toContain(percent(rows[0].rate));
    expect(text).toContain(`${percent(rows[0].low)} to ${percent(rows[0].high)}`);
    expect(text).toMatch(/mean of 8 × \w{3}: \d/);
    // One tap: what it means and what it rests on.
    await cell.tap();
    expect(await page.locator('.drawer').textContent()).toContain('Sales ÷ entries');
    expect(complaints).toEqual([]);
  },
  60_000,
);

test.skipIf(isAbsent)(
  'a regional manager finds the worst store, and IT the sensor that is down, each within one tap',
  async () => {
    const { page, complaints } = await openPhone(server.origin);
    await signIn(page, 'regional');
    await page.locator('table.stores tbody tr').first().waitFor();
    await settled(page);
    const rows = await page.locator('table.stores tbody tr').allTextContents();
    expect(rows[0]).toContain('Store 3');
    expect(rows[0]).toContain('street-cam');
    await page.locator('.tabs a', { hasText: 'Compare' }).tap();
    await page.locator('.dots .name').first().waitFor();
    expect(await page.locator('.dots .name').first().textContent()).toBe('Store 5');
    expect(await page.locator('.dots g').first().getAttribute('class')).toBe('beyond');
    expect(complaints).toEqual([]);
  },
  60_000,
);

test.skipIf(isAbsent)(
  'what is wrong with a store is said beside its numbers, by the name that people use',
  async () => {
    const { page, complaints } = await openPhone(server.origin);
    await signIn(page, 'regional');
    await page.goto('/#compare');
    await page.locator('.fell a', { hasText: 'Store 6' }).waitFor();
    expect(await page.locator('.fell a').allTextContents()).toEqual(['Store 6']);
    expect(await page.locator('.dots .note', { hasText: '▼' }).count()).toBe(1);
    await page.locator('.number-cell', { hasText: 'Conversion' }).tap();
    await page.locator('.drawer dt', { hasText: 'Store 8 · Front' }).waitFor();
    await page.goto('/#store/acme/store-3/day');
    await page.locator('.alarms', { hasText: 'street-cam' }).waitFor();
    await page.locator('.alarms a').tap();
    const name = page
      .locator('table.cells')
      .first()
      .locator('td a', { hasText: /^Store 3$/ });
    await name.waitFor();
    expect(await page.locator('main').textContent()).not.toContain('store-');
    expect(complaints).toEqual([]);
  },
  60_000,
);

test.skipIf(isAbsent)(
  'numbers are taken away as CSV, charts as PNG',
  async () => {
    const { page } = await openPhone(server.origin, { size: DESKTOP });
    await signIn(page, 'manager');
    await page.locator('.chart .bar').first().waitFor();
    await page.locator('.menu summary').click();
    const [csv] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('.menu .item').first().click(),
    ]);
    expect(readFileSync(await csv.path(), 'utf8')).toMatch(/^measure,value,low,high,than,.*\r\nentries,\d+,/);
    const [png] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('.menu button.item').click(),
    ]);
    expect(
      readFileSync(await png.path())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  },
  60_000,
);

test.skipIf(isAbsent)(
  'a lost connection keeps the numbers with their time, and a panel that fails says what to do',
  async () => {
    const { page } = await openPhone(server.origin);
    await signIn(page, 'manager');
    await page.locator('.number-cell').first().waitFor();
    await page.route('**/api/panels/funnel*', (route) => route.abort());
    await page.locator('.steps a.button').first().tap();
    await page.locator('.failed button').waitFor();
    await page.locator('.number-cell').first().waitFor();
    await page.unroute('**/api/panels/funnel*');
    await page.locator('.failed button').tap();
    await page.locator('.funnel li').first().waitFor();
  },
  60_000,
);

test.skipIf(isAbsent).each([
  ['light', 'en-GB', DESKTOP],
  ['dark', 'de-DE', undefined],
] as const)(
  'axe finds nothing serious on any page, %s, %s, and nothing scrolls sideways',
  async (theme, locale, size) => {
    const { page, complaints, shoot } = await openPhone(server.origin, {
      theme,
      locale,
      ...(size === undefined ? {} : { size }),
    });
    await signIn(page, 'regional');
    for (const at of [
      'stores',
      'store/acme/store-7/day',
      'store/acme/store-7/week',
      'store/acme/store-7/month',
      'compare',
      'quality',
      'alerts',
      'account',
    ]) {
      await page.goto(`/#${at}`);
      await page.locator('main .band, main .card').first().waitFor();
      await settled(page);
      await shoot(`fleet-${at.replaceAll('/', '-')}-${size === undefined ? 'phone' : 'desktop'}`);
      expect([at, await listSerious(page)]).toEqual([at, []]);
      expect([at, await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)]).toEqual([
        at,
        0,
      ]);
    }
    expect(complaints).toEqual([]);
  },
  240_000,
);
