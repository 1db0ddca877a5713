// A new plan picture of another shape, turned by a quarter: laid by two spots, the zones stay where they are.
import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { StoreView } from '../../src/ports/console/console.ts';
import { getOrigin, openTestConsole, SETTINGS_TEXT } from '../integration/web/web-console.ts';
import type { Place } from './browser.ts';
import { isBrowserAbsent, openPhone, placeOnScreen } from './browser.ts';

const FLOOR = 'floor: { widthMetres: 10, heightMetres: 8 } # measured\n';
const HALL: readonly Place[] = [
  [1, 1],
  [4, 1],
  [4, 3],
  [1, 3],
];
const ZONE = `  - { id: hall, space: floor, polygon: ${JSON.stringify(HALL)} }\n`;

/** A metre is 100 here; a red pillar stands at 7 m, 2 m, of half a metre. */
const OLD = drawing(1000, 800, '<rect x="675" y="175" width="50" height="50" fill="red"/>');
/** A metre is 50, turned by a quarter: what was right is below. Of the old place (x, y) is now (450 − 50·y, 50 + 50·x). */
const NEW = drawing(500, 600, '<rect x="337.5" y="387.5" width="25" height="25" fill="red"/>');
const onNew = ([x, y]: Place): Place => [450 - 50 * y, 50 + 50 * x];

function drawing(width: number, height: number, what: string): Buffer {
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" ${size}><rect width="${width}" height="${height}" fill="white"/>${what}</svg>`,
  );
}

const [RED, WHITE] = ['255,0,0', '255,255,255'];
/** In the page: the kept picture's proportions, and its colours where the pillar stands and a metre away. */
const COLOURS = `(async () => {
  const picture = await createImageBitmap(await (await fetch('/api/plan/picture')).blob());
  const paper = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
  paper.drawImage(picture, 0, 0);
  const at = (x, y) => [...paper.getImageData(x * picture.width / 10, y * picture.height / 8, 1, 1).data.slice(0, 3)].join();
  return { tallness: picture.height / picture.width, pillar: at(7, 2), beside: at(6, 2) };
})()`;

async function choose(page: Page, buffer: Buffer): Promise<void> {
  const file = { name: 'plan.svg', mimeType: 'image/svg+xml', buffer };
  await page.locator('input[type=file]').setInputFiles(file);
}

async function tap(stage: Locator, place: Place): Promise<void> {
  await stage.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  const [x, y] = await placeOnScreen(stage, place);
  await stage.page().touchscreen.tap(x, y);
}

/** The cross begins in the middle and goes by what the arrows say. */
async function pressTo(stage: Locator, [right, down]: Place): Promise<void> {
  await stage.focus();
  const press = async (count: number, key: string) => {
    for (let n = 0; n < count; n += 1) await stage.press(key);
  };
  await press(Math.abs(right), right < 0 ? 'ArrowLeft' : 'ArrowRight');
  await press(Math.abs(down), down < 0 ? 'ArrowUp' : 'ArrowDown');
  await stage.press('Enter');
}

test.skipIf(isBrowserAbsent())(
  'a new plan is laid over the old zones by touch and keyboard, and the former one comes back',
  async () => {
    const text = SETTINGS_TEXT.replace('sensors:', `${FLOOR}sensors:`) + ZONE;
    const view: Partial<StoreView> = {
      spaces: [{ id: 'floor', name: 'floor', unit: 'm', width: 10, height: 8 }],
      zones: [{ id: 'hall', name: 'hall', space: 'floor', polygon: HALL, queue: false, serves: false }],
    };
    const shop = await openTestConsole(text, { view });
    const headers = { ...(await shop.pair()), 'content-type': 'image/svg+xml' };
    await shop.ask('/api/plan/picture', { method: 'PUT', headers, body: OLD });
    const { page, complaints, shoot } = await openPhone(getOrigin(shop.port));
    const { code } = await shop.console.pair({ role: 'technician', lan: false });
    await page.goto('/#plan');
    await page.locator('#code').fill(code);
    await page.keyboard.press('Enter');
    await page.locator('.inspector .pull').tap();

    await choose(page, NEW);
    const dialog = page.getByRole('dialog', { name: 'Lay the new plan' });
    const [old, fresh] = [dialog.locator('svg.stage').nth(0), dialog.locator('svg.stage').nth(1)];
    await dialog.getByText('Spot 1: tap it on the old plan').waitFor();
    await tap(old, [1, 1]);
    await dialog.getByText('Spot 1: now tap the same spot').waitFor();
    await tap(fresh, [100, 100]);
    await dialog.getByRole('button', { name: 'Undo' }).tap();
    await tap(fresh, onNew([1, 1]));
    await dialog.getByText('Spot 2: tap it on the old plan').waitFor();
    expect(await dialog.getByRole('button', { name: 'Lay it', exact: true }).isDisabled()).toBe(true);
    await pressTo(old, [6, 0]);
    await pressTo(fresh, [0, 5]);
    await dialog.getByText('Both spots are set').waitFor();
    await page.keyboard.press('Control+z');
    await dialog.getByText('Spot 2: now tap the same spot').waitFor();
    await tap(fresh, onNew([5.6, 4]));
    await dialog.getByText(/Turned by -(89|90)/).waitFor();
    await shoot('new-plan');
    await dialog.getByRole('button', { name: 'Lay it', exact: true }).tap();
    await page.locator('.toast', { hasText: 'under the zones' }).waitFor();

    expect(readFileSync(shop.settingsPath, 'utf8')).toBe(text);
    expect(await page.evaluate(COLOURS)).toEqual({ tallness: 0.8, pillar: RED, beside: WHITE });

    await page.getByRole('button', { name: 'Bring the former plan back' }).tap();
    await page.locator('.toast', { hasText: 'former plan is back' }).waitFor();
    expect((await shop.ask('/api/plan/picture', { headers })).text).toBe(OLD.toString());
    expect(complaints).toEqual([]);
  },
  240_000,
);
