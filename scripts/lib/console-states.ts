// Every page of the console and every state that a person may meet, with the mock-up that it was built after.
import type { Page } from 'playwright-core';

export interface ConsoleState {
  readonly name: string;
  /** After the #. */
  readonly address: string;
  /** The mock-up's name in the design, without size and theme. */
  readonly mock?: string;
  /** What the gateway says in place of its own answer. */
  readonly answers?: Readonly<Record<string, unknown>>;
  /** What a person does there first. */
  readonly act?: (page: Page) => Promise<void>;
  /** The whole page, however long. */
  readonly isLong?: boolean;
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first();

const press = (name: string | RegExp) => (page: Page) => button(page, name).click();

async function openAll(page: Page): Promise<void> {
  for (const summary of await page.locator('main details > summary').all()) await summary.press('Enter');
}

/** Moves the first zone a step, by keys. */
async function nudge(page: Page): Promise<void> {
  const zone = page.locator('svg.stage [role=button]').first();
  await zone.focus();
  await page.keyboard.press('Shift+ArrowRight');
}

/** Another technician moves the same zone meanwhile. */
async function clash(page: Page): Promise<void> {
  await nudge(page);
  const other = await page.context().newPage();
  await other.goto(page.url());
  const theirs = other.locator('svg.stage [role=button]').first();
  await theirs.focus();
  await other.evaluate('localStorage.clear()');
  await other.keyboard.press('ArrowDown');
  await button(other, 'Apply').click();
  await other.locator('.toast', { hasText: 'Applied' }).waitFor();
  await other.close();
  await page.locator('.clash').waitFor({ timeout: 20_000 });
}

async function drawHalf(page: Page): Promise<void> {
  await button(page, 'Zone').click();
  await page.locator('svg.stage').focus();
  for (const keys of ['Shift+ArrowRight', 'Shift+ArrowDown', 'Shift+ArrowLeft']) {
    await page.keyboard.press(keys);
    await page.keyboard.press('Enter');
  }
}

async function drawLine(page: Page): Promise<void> {
  await button(page, 'Line').click();
  await page.locator('svg.stage').focus();
  for (const keys of ['Shift+ArrowRight', 'Shift+ArrowDown']) {
    await page.keyboard.press(keys);
    await page.keyboard.press('Enter');
  }
  await button(page, 'Finish').click();
  await page.getByText('belongs to no door').first().waitFor();
}

const NEW_PLAN = `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="500" viewBox="0 0 600 500">
  <rect width="600" height="500" fill="white"/><path d="M30 30H570V470H30zM30 200H200V30M420 30V150" fill="none" stroke="black" stroke-width="6"/></svg>`;

/** A new picture, both spots set by keys. */
async function layPicture(page: Page): Promise<void> {
  const pull = page.locator('.inspector .pull');
  if (await pull.isVisible()) await pull.click();
  const file = { name: 'plan.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(NEW_PLAN) };
  await page.locator('input[type=file]').setInputFiles(file);
  const stages = page.locator('dialog.lay svg.stage');
  for (const keys of [['Shift+ArrowLeft', 'Shift+ArrowUp'], ['Shift+ArrowRight']]) {
    for (const stage of [stages.nth(0), stages.nth(1)]) {
      await stage.focus();
      for (const key of [...keys, 'Enter']) await page.keyboard.press(key);
    }
  }
  await page.getByText('Both spots are set').waitFor();
}

/** A time zone that is on no earth, saved. */
async function saveWrong(page: Page): Promise<void> {
  const section = page.locator('details', { has: page.getByText('Store', { exact: true }) }).first();
  await section.locator('summary').first().click();
  await section.getByLabel('Time zone').first().fill('Moon/Crater');
  await section.getByRole('button', { name: 'Save' }).click();
  await section.locator('span.bad').first().waitFor();
}

const LATER = new Date(Date.now() + 3_600_000).toISOString();
const COUNTS = [
  { kind: 'zone', id: 'shoes', what: 'entries', before: 41, now: 38 },
  { kind: 'line', id: 'front-line', what: 'in', before: 96, now: 97 },
];
const RUNNING = {
  ...{ hash: 'b', oldHash: 'a', by: 'This phone', startedAt: new Date().toISOString(), endsAt: LATER },
  counts: COUNTS,
};
const version = (allowsPreview: boolean, y: number) => ({
  ...{ hash: 'a', text: '' },
  tree: {
    zones: [{ id: 'shoes', name: 'shoes', polygon: [[1, y]] }],
    privacy: allowsPreview ? { cameraPreview: true } : {},
  },
});

const OVERVIEW: readonly ConsoleState[] = [
  { name: 'live', address: 'live', mock: '01-live' },
  {
    name: 'live-sheet',
    ...{ address: 'live', mock: '01-live-sheet' },
    act: async (page) => {
      const more = page.locator('.panel > .more');
      if (await more.isVisible()) await more.click();
    },
  },
  {
    ...{ name: 'live-offline', address: 'live', mock: '01-live-offline' },
    act: async (page) => {
      await page.locator('.hero .sum b', { hasText: /\d/ }).first().waitFor();
      await page.context().setOffline(true);
      await page.locator('.strip.lost').waitFor({ timeout: 20_000 });
    },
  },
  { name: 'insights-day', address: 'insights', mock: '02-insights-day', isLong: true },
  { name: 'devices', address: 'devices', mock: '05-devices', isLong: true },
  { name: 'device-camera', address: 'devices/camera/ceiling', mock: '05-device-camera', isLong: true },
  { name: 'device-door', address: 'devices/door/front', mock: '05-device-counter', isLong: true },
  { name: 'device-beacons', address: 'devices/beacons', mock: '05-device-receiver', isLong: true },
  { name: 'audit', address: 'audit' },
  { name: 'setup', address: 'setup', mock: '04-setup', isLong: true },
  { name: 'settings', address: 'settings', isLong: true },
  { name: 'settings-open', address: 'settings', act: openAll, isLong: true },
];

const DRAWING: readonly ConsoleState[] = [
  { name: 'plan', address: 'plan', mock: '03-plan' },
  { name: 'plan-moved', address: 'plan', mock: '03-plan', act: nudge },
  { name: 'plan-drawing', address: 'plan', mock: '03-plan', act: drawHalf },
  { name: 'plan-line-without-door', address: 'plan', act: drawLine },
  { name: 'plan-clash', address: 'plan', act: clash },
  { name: 'plan-lay-picture', address: 'plan', act: layPicture },
  {
    ...{ name: 'plan-drop-question', address: 'plan' },
    act: async (page) => {
      await nudge(page);
      await press('Discard')(page);
    },
  },
  {
    ...{ name: 'plan-camera-preview-refused', address: 'plan', mock: '03-plan-camera' },
    act: async (page) => {
      await page.locator('.spaces select, .segments button').last().waitFor();
      const list = page.locator('.spaces select');
      if ((await list.count()) > 0) await list.selectOption('ceiling');
      else await button(page, 'ceiling').click();
      const pull = page.locator('.inspector .pull');
      if (await pull.isVisible()) await pull.click();
      await button(page, /preview/i).click();
    },
  },
  {
    ...{ name: 'plan-trial', address: 'plan' },
    answers: {
      '/api/settings/trial': { running: RUNNING, last: null },
      '/api/settings/version?hash=a': version(true, 1),
      '/api/settings/version?hash=b': version(false, 2),
    },
    act: async (page) => {
      const pull = page.locator('.inspector .pull');
      if (await pull.isVisible()) await pull.click();
      await page.locator('#trial').scrollIntoViewIfNeeded();
    },
  },
  {
    ...{ name: 'plan-trial-taken-back', address: 'plan' },
    answers: {
      '/api/settings/trial': {
        running: null,
        last: {
          at: new Date().toISOString(),
          outcome: 'taken-back',
          because: { kind: 'count', count: COUNTS[0] },
        },
      },
    },
  },
  {
    ...{ name: 'plan-applied-on-trial', address: 'plan' },
    act: async (page) => {
      await nudge(page);
      await button(page, 'Apply').click();
      await page.locator('.toast', { hasText: 'Applied' }).waitFor();
    },
  },
];

const FAULTS: readonly ConsoleState[] = [
  {
    ...{ name: 'pairing', address: 'live' },
    answers: { '/api/session': 401 },
  },
  {
    ...{ name: 'session-ended', address: 'settings' },
    act: async (page) => {
      const ended = { status: 401, json: { error: { code: 'NOT_PAIRED', message: 'Pair this device.' } } };
      await page.route('**/api/**', (route) => route.fulfill(ended));
      await page.evaluate("location.hash = '#setup'");
      await page.locator('dialog.pair[open]').waitFor({ timeout: 20_000 });
    },
  },
  {
    ...{ name: 'page-unreachable', address: 'live' },
    act: async (page) => {
      await page.route('**/m/**', (route) => route.abort());
      await page.evaluate("location.hash = '#setup'");
      await page.getByRole('button', { name: 'Try again' }).waitFor();
    },
  },
  {
    ...{ name: 'live-empty', address: 'live' },
    answers: { '/api/store': 'empty' },
  },
  {
    ...{ name: 'plan-empty', address: 'plan' },
    answers: { '/api/store': 'empty' },
  },
  {
    ...{ name: 'devices-empty', address: 'devices' },
    answers: { '/api/store': 'empty' },
  },
  { name: 'settings-wrong', address: 'settings', act: saveWrong },
  {
    ...{ name: 'settings-bring-back', address: 'settings', isLong: true },
    act: async (page) => {
      await button(page, 'Bring back').click();
      await page.locator('dialog[open]').waitFor();
    },
  },
];

export const STATES: readonly ConsoleState[] = [...OVERVIEW, ...DRAWING, ...FAULTS];
