import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { TagRegistrationService } from '../../src/app/console/tag-registration-service.ts';
import type { NearReceivers } from '../../src/ports/tag-registration.ts';
import { openConsole } from '../../src/web/console-server.ts';
import { getOrigin } from '../integration/web/web-console.ts';
import { silentLog } from '../support/silent-log.ts';
import { openSimulatedStore } from '../support/stores/simulated-store.ts';
import { tempDir } from '../support/temp-dir.ts';
import { isBrowserAbsent, openPhone } from './browser.ts';

const PAGES = [
  ...['live', 'plan', 'devices', 'devices/camera/ceiling', 'devices/door/front', 'devices/beacons'],
  ...['devices/sensor/counter', 'devices/sensor/receiver-0', 'add', 'add/beam-pair'],
  ...['audit', 'insights', 'setup', 'settings'],
];
/** A cheap phone, upright and on its side. */
const SIZES = { portrait: { width: 360, height: 740 }, landscape: { width: 740, height: 360 } };
const LOOKS = [
  ['de-DE', 'light', 'portrait'],
  ['fr-FR', 'dark', 'portrait'],
  ['es-ES', 'dark', 'portrait'],
  ['de-DE', 'dark', 'landscape'],
] as const;

/** In the page: what sticks out to the side, is cut, or is too small for a thumb. */
const FAULTS = `(() => {
  const width = document.documentElement.clientWidth;
  const faults = document.documentElement.scrollWidth > width ? ['the page scrolls sideways'] : [];
  for (const element of document.querySelectorAll('body *')) {
    const box = element.getBoundingClientRect();
    if (element.closest('svg, pre, .off, .skip') || box.width === 0) continue;
    const name = element.tagName + '.' + element.className + ' “' + element.textContent.trim().slice(0, 30) + '”';
    if (box.right > width + 1 && !element.closest('.scroll')) faults.push('sticks out: ' + name);
    const isCut = getComputedStyle(element).overflowX === 'hidden' && element.scrollWidth > element.clientWidth + 1;
    if (isCut && !element.matches('meter, .where')) faults.push('is cut: ' + name);
    if (element.matches('button, .button, .tabs a') && element.scrollWidth > element.clientWidth + 1)
      faults.push('does not hold its words: ' + name);
    if (element.matches('button, select, input:not([type=checkbox]), summary, .button') && box.height < 32)
      faults.push('is low: ' + name + ' ' + Math.round(box.height));
  }
  return [...new Set(faults)];
})()`;

/** A tag comes near one of the receivers as soon as somebody listens, and is held to it when `hold` is called. */
function nearTag(): NearReceivers & { hold: () => void } {
  const radios = [{ rssiDbm: -44, what: 'new' as const }];
  const found = { digest: 'ab'.repeat(16), by: 'address' as const, rssiDbm: -44 };
  const tag: NearReceivers & { hold: () => void } = {
    listenNear: (_order, take) => {
      setTimeout(() => take('receiver-1', { radios, found: null }), 50);
      tag.hold = () => take('receiver-1', { radios, found });
      return 4;
    },
    stopNear: () => undefined,
    hold: () => undefined,
  };
  return tag;
}

async function openShop() {
  const shop = await openSimulatedStore(tempDir());
  const tag = nearTag();
  const enrolment = new TagRegistrationService({
    ...{ receivers: () => tag, keyHex: () => 'cd'.repeat(32), audit: () => undefined },
    nowMs: () => performance.now(),
  });
  const console_ = await openConsole({
    ...{ ...shop.parts, enrolment, host: '127.0.0.1', port: 0, lanPort: 0, version: '0', log: silentLog },
    ...{ tls: () => Promise.reject(new Error('no LAN here')), nowMs: () => performance.now() },
  });
  onTestFinished(async () => {
    await console_.close();
    await shop.close();
  });
  return { shop, tag, pair: () => console_.pair({ role: 'technician', lan: false }) };
}

async function registerTag(page: Page, hold: () => void): Promise<void> {
  await page.goto('/#devices/beacons');
  await page.getByRole('button', { name: 'Hold it near a receiver' }).tap();
  await page.locator('#near', { hasText: 'a new tag' }).waitFor();
  hold();
  await page.locator('#naming').getByLabel('Name').fill('Trolley 7');
  await page.locator('#naming').getByLabel('Kind').selectOption('trolley');
  await page.getByRole('button', { name: 'Register' }).tap();
  await page.locator('.toast', { hasText: 'trolley-7 is registered' }).waitFor();
}

/** A point of the calibration, and a tap of an audit, without a finger. */
async function workByKeys(page: Page): Promise<void> {
  await page.goto('/#devices/camera/ceiling');
  const points = page.locator('.chips li');
  await points.nth(5).waitFor();
  for (const side of [0, 1]) {
    await page.locator('svg.stage').nth(side).focus();
    for (const key of ['Shift+ArrowLeft', 'ArrowUp', 'Enter']) await page.keyboard.press(key);
  }
  await points.nth(6).waitFor();
  await page.goto('/#audit');
  await page.getByRole('button', { name: 'Start' }).press('Enter');
  await page.getByRole('button', { name: /^IN/ }).press('Enter');
  await page.getByRole('button', { name: /^IN\s*1/ }).waitFor();
  await page.getByRole('button', { name: 'Take last back' }).press('Enter');
  await page.getByRole('button', { name: /^IN\s*0/ }).waitFor();
}

test.skipIf(isBrowserAbsent())(
  'a busy shop fits a small phone on every page, upright and on its side, in every language',
  async () => {
    const { shop, tag, pair } = await openShop();
    const { code, port } = await pair();
    const english = await openPhone(getOrigin(port));
    await english.page.goto('/');
    await english.page.locator('#code').fill(code);
    await english.page.keyboard.press('Enter');
    await english.page.locator('.strip.warn', { hasText: 'Stock room' }).waitFor();
    await english.page.locator('svg.stage .dot').first().waitFor();
    await registerTag(english.page, () => tag.hold());
    const { tree } = shop.parts.settings.read();
    expect((tree as { tags: unknown[] }).tags).toContainEqual({
      ...{ id: 'trolley-7', kind: 'trolley' },
      match: { digest: 'ab'.repeat(16) },
    });
    await workByKeys(english.page);
    const cookies = await english.context.cookies();
    for (const [locale, theme, hold] of LOOKS) {
      const { page, context, complaints, shoot } = await openPhone(getOrigin(port), {
        ...{ locale, theme, size: SIZES[hold] },
      });
      await context.addCookies(cookies);
      for (const address of PAGES) {
        await page.goto(`/#${address}`);
        await page.locator('main .card, main .stage').first().waitFor();
        await shoot(`${address.replaceAll('/', '-')}-${locale}-${hold}`);
        const faults = async () => [address, locale, hold, await page.evaluate(FAULTS)];
        // What is still loading may be wider for a moment.
        await expect.poll(faults, { timeout: 10_000 }).toEqual([address, locale, hold, []]);
      }
      expect(complaints).toEqual([]);
    }
  },
  240_000,
);
