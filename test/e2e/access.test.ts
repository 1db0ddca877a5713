import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { getOrigin, openTestConsole } from '../integration/web/web-console.ts';
import { listSerious } from './axe.ts';
import { isBrowserAbsent, openPhone } from './browser.ts';

const TABS = [
  'live',
  'plan',
  'devices',
  'devices/camera/cam',
  'devices/door/',
  'devices/sensor/cam',
  'add',
  'add/serial-counter',
  'devices/beacons',
  'audit',
  'insights',
  'setup',
  'settings',
];

// Every theme once; the layout test meets all four languages.
test.skipIf(isBrowserAbsent()).each([
  ['light', 'en-GB'],
  ['dark', 'de-DE'],
] as const)('axe finds nothing serious on any page, %s, %s', async (theme, locale) => {
  const { console: console_, port } = await openTestConsole();
  const { page, complaints } = await openPhone(getOrigin(port), { theme, locale });
  const check = () => listSerious(page);
  await page.goto('/');
  await page.locator('#code').waitFor();
  expect(await check()).toEqual([]);
  const { code } = await console_.pair({ role: 'technician', lan: false });
  await page.locator('#code').fill(code);
  await page.keyboard.press('Enter');
  await page.locator('svg.stage').waitFor();
  for (const tab of TABS) {
    if (tab === 'insights') {
      await page.goto('/#live');
      await page.locator('a[href="#insights"]').focus();
      await page.keyboard.press('Enter');
      await page.locator('a[href="#insights"][aria-current]').waitFor();
    } else await page.goto(`/#${tab}`);
    await page.locator('main .card, main .stage').first().waitFor();
    for (const summary of await page.locator('main details > summary').all()) await summary.press('Enter');
    expect([tab, await check()]).toEqual([tab, []]);
  }
  expect(await page.locator('html').getAttribute('lang')).toBe(locale.slice(0, 2));
  expect(complaints).toEqual([]);
});

test.skipIf(isBrowserAbsent())('a zone is drawn, moved, undone and applied by keyboard alone', async () => {
  const { console: console_, port, settingsPath } = await openTestConsole();
  const { page } = await openPhone(getOrigin(port));
  await page.goto('/#plan');
  const { code } = await console_.pair({ role: 'technician', lan: false });
  await page.locator('#code').focus();
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  const press = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).focus();
    await page.keyboard.press('Enter');
  };
  await page.getByRole('button', { name: 'Zone', exact: true }).waitFor();
  await press('Zone');
  await page.locator('svg.stage').focus();
  for (const keys of [
    ['Shift+ArrowRight', 'Enter'],
    ['Shift+ArrowDown', 'Enter'],
    ['Shift+ArrowLeft', 'Shift+ArrowLeft', 'Enter'],
  ]) {
    for (const key of keys) await page.keyboard.press(key);
  }
  await press('Finish');
  await page.getByRole('button', { name: /^Corner 1 of Zone 1/ }).focus();
  await page.keyboard.press('ArrowUp');
  await press('Undo');
  await press('Apply');
  await page.locator('.toast', { hasText: 'Applied' }).waitFor();
  expect(readFileSync(settingsPath, 'utf8')).toMatch(
    /id: z-[a-z0-9]{6}\n\s+name: Zone 1\n\s+space: cam\n\s+polygon: \[\[384, 240\], \[384, 304\], \[256, 304\]\]/,
  );
});
