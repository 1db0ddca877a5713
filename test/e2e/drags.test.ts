import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { TestConsole } from '../integration/web/web-console.ts';
import { getOrigin, openTestConsole, SETTINGS_TEXT } from '../integration/web/web-console.ts';
import type { Drag, Place } from './browser.ts';
import { between, dragByTouch, isBrowserAbsent, openPhone, placeOnScreen } from './browser.ts';

const ZONE: readonly Place[] = [
  [250, 180],
  [390, 180],
  [390, 300],
  [250, 300],
];
const TEXT = SETTINGS_TEXT.replace(/polygon: .*/, `polygon: ${JSON.stringify(ZONE)}`);
const DIRECTIONS: readonly Place[] = [
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
];
/** How far a finger goes, in pixels of the screen. */
const FAR_PX = 34;
/** A dropped corner may snap this far, in pixels of the screen. */
const SNAP_PX = 11;

const byPointer =
  (pointerType: 'mouse' | 'pen'): Drag =>
  async (network, from, to) => {
    const send = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', [x, y]: Place) =>
      network.send('Input.dispatchMouseEvent', {
        ...{ type, x, y, pointerType, clickCount: 1 },
        ...{ button: 'left', buttons: type === 'mouseReleased' ? 0 : 1 },
      });
    await send('mousePressed', from);
    for (const at of between(from, to)) await send('mouseMoved', at);
    await send('mouseReleased', to);
  };

const WAYS: Readonly<Record<string, Drag>> = {
  touch: dragByTouch,
  mouse: byPointer('mouse'),
  pen: byPointer('pen'),
};

async function openPlan({ console: console_, port }: TestConsole) {
  const phone = await openPhone(getOrigin(port));
  const { code } = await console_.pair({ role: 'technician', lan: false });
  await phone.page.goto('/#plan');
  await phone.page.locator('#code').fill(code);
  await phone.page.keyboard.press('Enter');
  await phone.page.locator('svg.stage polygon.zone').waitFor();
  return { ...phone, network: await phone.context.newCDPSession(phone.page) };
}

async function zoneOf(page: Page): Promise<Place[]> {
  const text = (await page.locator('svg.stage polygon.zone').getAttribute('points')) ?? '';
  return text.split(' ').map((pair) => toPlace(pair.split(',').map(Number)));
}

function toPlace([x = Number.NaN, y = Number.NaN]: readonly number[]): Place {
  return [x, y];
}

test.skipIf(isBrowserAbsent()).each(Object.keys(WAYS))(
  'the body and a corner of a zone go with the %s in eight directions, and undo is exact',
  async (way) => {
    const shop = await openTestConsole(TEXT);
    const { page, network, complaints } = await openPlan(shop);
    const drag = WAYS[way] as Drag;
    const stage = page.locator('svg.stage');
    await page.getByRole('button', { name: 'shoes', exact: true }).focus();
    await page.locator('svg.stage .corner').nth(3).waitFor();
    await page.waitForTimeout(300);
    const [a, b] = [await placeOnScreen(stage, [0, 0]), await placeOnScreen(stage, [100, 0])];
    const perPx = 100 / (b[0] - a[0]);
    for (const [dx, dy] of DIRECTIONS) {
      const by: Place = [dx * FAR_PX, dy * FAR_PX];
      for (const corner of [undefined, 2]) {
        const from = await placeOnScreen(stage, corner === undefined ? [320, 240] : (ZONE[corner] as Place));
        await drag(network, from, [from[0] + by[0], from[1] + by[1]]);
        // A busy machine takes a while to draw.
        await expect.poll(() => zoneOf(page), { timeout: 15_000 }).not.toEqual(ZONE);
        const moved = await zoneOf(page);
        ZONE.forEach(([x, y], i) => {
          const goes = corner === undefined || corner === i;
          const [wantX, wantY] = goes ? [x + by[0] * perPx, y + by[1] * perPx] : [x, y];
          const [isX = 0, isY = 0] = moved[i] ?? [];
          const limit = goes ? SNAP_PX * perPx : 0.001;
          const off = Math.max(Math.abs(isX - wantX), Math.abs(isY - wantY));
          expect({ way, dx, dy, corner, i, isNear: off <= limit, off }).toMatchObject({ isNear: true });
        });
        await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
        expect(await zoneOf(page)).toEqual(ZONE);
      }
    }
    expect(complaints).toEqual([]);
  },
  300_000,
);

test.skipIf(isBrowserAbsent())(
  'two fingers enlarge the drawing and move nothing on it',
  async () => {
    const shop = await openTestConsole(TEXT);
    const { page, network } = await openPlan(shop);
    const stage = page.locator('svg.stage');
    const before = await stage.getAttribute('viewBox');
    const [x, y] = await placeOnScreen(stage, [320, 240]);
    const points = (half: number) => [
      { x: x - half, y, id: 0 },
      { x: x + half, y, id: 1 },
    ];
    await network.send('Input.dispatchTouchEvent', {
      type: 'touchStart',
      touchPoints: points(20).slice(0, 1),
    });
    await network.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: points(20) });
    for (const half of [30, 45, 60]) {
      await network.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: points(half) });
    }
    await network.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await expect.poll(() => stage.getAttribute('viewBox')).not.toBe(before);
    expect(await zoneOf(page)).toEqual(ZONE);
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, 2_000);
    await expect.poll(() => stage.getAttribute('viewBox')).toBe(before);
  },
  60_000,
);
