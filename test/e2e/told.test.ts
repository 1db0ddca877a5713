// What a technician is told where they would otherwise have to guess, and that it leads to what helps.
import { expect, test } from 'vitest';
import type { StoreView } from '../../src/ports/console/console.ts';
import type { TrialsView } from '../../src/ports/settings-trial.ts';
import { getOrigin, openTestConsole, SETTINGS_TEXT } from '../integration/web/web-console.ts';
import { isBrowserAbsent, openPhone } from './browser.ts';

const LINE =
  'lines:\n  - { id: way, name: Way, space: cam, from: [300, 100], to: [300, 300], insideSide: left }\n';
const VIEW: Partial<StoreView> = {
  lines: [{ id: 'way', name: 'Way', space: 'cam', from: [300, 100], to: [300, 300], in: 'left' }],
};
const ENDS = '2027-01-15T14:07:00.000Z';

async function openPlan(
  trials: (hash: string) => TrialsView,
  { text, view }: { readonly text: string; readonly view: Partial<StoreView> } = { text: LINE, view: VIEW },
) {
  let hash = '';
  const shop = await openTestConsole(SETTINGS_TEXT + text, {
    ...{ view, trials: { view: () => trials(hash), end: () => Promise.resolve(undefined) } },
  });
  const headers = await shop.pair();
  hash = String((await shop.ask('/api/settings', { headers })).json['hash']);
  const phone = await openPhone(getOrigin(shop.port));
  const { code } = await shop.console.pair({ role: 'technician', lan: false });
  await phone.page.goto('/#plan');
  await phone.page.locator('#code').fill(code);
  await phone.page.keyboard.press('Enter');
  await phone.page.locator('.inspector .pull').tap();
  return phone;
}

test.skipIf(isBrowserAbsent())(
  'a trial says what it is of and until when, a line without a door and a refused preview lead to what helps',
  async () => {
    const running = { by: 'Ada', startedAt: ENDS, endsAt: ENDS };
    const { page, complaints } = await openPlan((hash) => ({
      running: {
        ...running,
        hash,
        oldHash: hash,
        counts: [{ kind: 'line', id: 'way', what: 'in', before: 96, now: 97 }],
      },
      last: null,
    }));
    const trial = page.locator('#trial');
    await trial.getByText('kept for good at 14:07').waitFor();
    await trial.getByRole('row', { name: 'Way · in 96 97' }).waitFor();
    expect(await trial.getByRole('button').allTextContents()).toEqual(['Keep it', 'Undo this change']);

    await page.getByRole('button', { name: 'Open preview' }).tap();
    const refusal = page.getByRole('alert').filter({ hasText: 'switched off' });
    await refusal.waitFor();
    await page.getByRole('link', { name: 'To this setting' }).tap();
    const section = page.locator('details[open]', { hasText: 'Privacy' });
    await section.getByText('Camera preview').first().waitFor();

    await page.goto('/#plan');
    await page.locator('.inspector .pull').tap();
    await page.getByRole('button', { name: 'Line: Way' }).tap();
    await page.getByText('In no door yet').waitFor();
    await page.getByRole('link', { name: 'Make a door of it' }).tap();
    await page.getByRole('heading', { name: 'New door' }).waitFor();
    // Each refusal of the gateway is a resource that failed, to the browser.
    expect(complaints.filter((text) => !text.startsWith('Failed to load'))).toEqual([]);
  },
  120_000,
);

test.skipIf(isBrowserAbsent())(
  'a new line across an aisle says that it lies inside the store before it is made a door',
  async () => {
    const at = (id: string, from: string, to: string) =>
      `  - { id: ${id}, name: ${id}, space: floor, from: ${from}, to: ${to}, insideSide: left }\n`;
    const { page } = await openPlan(() => ({ running: null, last: null }), {
      text: `floor: { widthMetres: 12, heightMetres: 8 }\nlines:\n${at('aisle', '[4, 3]', '[6, 4]')}${at('front', '[4, 7.6]', '[6, 7.6]')}`,
      view: { spaces: [{ id: 'floor', name: 'floor', unit: 'm', width: 12, height: 8 }] },
    });
    const warning = page.locator('.shapeform .warn');
    await page.getByRole('button', { name: 'Line: aisle' }).tap();
    await page.getByRole('button', { name: 'Apply it as a door' }).waitFor();
    expect(await warning.textContent()).toContain('This line lies inside the store.');
    await page.locator('.inspector .pull').tap();
    await page.getByRole('button', { name: 'Line: front' }).tap();
    await page.locator('.inspector .pull', { hasText: 'front' }).waitFor();
    await page.getByRole('button', { name: 'Apply it as a door' }).waitFor();
    expect(await warning.count()).toBe(0);
  },
  120_000,
);
