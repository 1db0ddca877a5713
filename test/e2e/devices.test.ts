import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import type { FoundDevice } from '../../src/ports/console/found-device.ts';
import { getOrigin, listOffers, openTestConsole, SETTINGS_TEXT } from '../integration/web/web-console.ts';
import { Pty } from '../support/links/pty.ts';
import { startLintel } from '../support/lintel.ts';
import { tempDir } from '../support/temp-dir.ts';
import { isBrowserAbsent, openPhone } from './browser.ts';
import { go, pairPhone } from './technician-store.ts';

const LINE_MS = 500;

/** A counter on a real pty that repeats its two totals. */
async function plugInCounter(path: string) {
  const pty = await Pty.plugIn(path);
  const totals = { in: 5_120, out: 119 };
  const say = () => void pty.write(`IN ${totals.in} OUT ${totals.out}\n`);
  const timer = setInterval(say, LINE_MS);
  onTestFinished(async () => {
    clearInterval(timer);
    await pty.unplug();
  });
  return { pty, totals };
}

/** A store with that counter at its only door, the daemon running, and a phone that is paired with it. */
async function openStore(port: number) {
  const directory = tempDir();
  const path = `/dev/shm/lintel-counter-${process.pid}`;
  const counter = await plugInCounter(path);
  const config = join(directory, 'store.yaml');
  writeFileSync(
    config,
    `version: 2
tenant: acme
gateway: gw-1
store: { id: corner }
storage: { directory: ${join(directory, 'data')} }
sensors:
  # over the door
  - { id: counter, name: Door counter, type: serial-counter, path: ${path}, patterns: ['IN {in} OUT {out}'], reportIntervalSeconds: 5 }
doors:
  - { id: front, name: Front door, sensors: [counter] }
windows: { seconds: 10, latenessSeconds: 1 }
console: { port: ${port} }
`,
  );
  const lintel = startLintel(['run', '-c', config]);
  onTestFinished(async () => {
    lintel.kill('SIGTERM');
    await lintel.exit();
  });
  await lintel.ready();
  const phone = await openPhone(`http://127.0.0.1:${port}`);
  await phone.page.goto('/');
  await pairPhone(phone.page, config);
  return { config, ...counter, ...phone };
}

test.skipIf(isBrowserAbsent())(
  'a counter that counts the wrong way round is found by one walk in, turned round, and proven by another',
  async () => {
    const { config, page, totals, complaints, shoot } = await openStore(21_000 + (process.pid % 20_000));
    await go(page, 'devices/door/front');
    const result = page.locator('#direction li', { hasText: 'Door counter' });
    await page.locator('#direction').getByRole('button', { name: 'Start' }).tap();
    await result.getByText('Walk in once').waitFor();
    // A person walks in, and this counter takes it for a way out.
    totals.out += 1;
    await result.getByText('It said out').waitFor({ timeout: 30_000 });
    await shoot('direction-reversed');
    await result.getByRole('button', { name: 'Turn it round' }).tap();
    await result.getByText('Turned round.').waitFor({ timeout: 30_000 });
    const { sensors } = parse(readFileSync(config, 'utf8')) as { sensors: readonly object[] };
    expect(sensors).toMatchObject([{ id: 'counter', swapDirections: true }]);
    expect(readFileSync(config, 'utf8')).toContain('# over the door');
    totals.out += 1;
    await result.getByText('Right: it said in').waitFor({ timeout: 30_000 });
    await shoot('direction-right');
    const doors = await page.evaluate(`fetch('/api/doors').then((answer) => answer.json())`);
    // Nobody was made up when the totals of 5,120 and 120 changed places.
    expect(doors).toMatchObject([{ in: 1, out: 0 }]);
    expect(complaints).toEqual([]);
  },
  360_000,
);

const FOUND: FoundDevice = {
  ...{ kind: 'serial', path: '/dev/serial/by-id/usb-counter', name: null, lines: ['IN 12 OUT 9'] },
  place: 'door',
  suggestion: {
    ...{ type: 'serial-counter', path: '/dev/serial/by-id/usb-counter', patterns: ['IN {in} OUT {out}'] },
  },
};

test.skipIf(isBrowserAbsent())(
  'a sensor is added by what it does, by keyboard alone; what is wrong stands at its field in German',
  async () => {
    const found = { find: () => Promise.resolve([FOUND]), unused: () => Promise.resolve(1) };
    const discovery = { ...found, kinds: listOffers };
    const shop = await openTestConsole(SETTINGS_TEXT, { discovery });
    const { page, complaints, shoot } = await openPhone(getOrigin(shop.port), { locale: 'de-DE' });
    await page.goto('/#add');
    const { code } = await shop.console.pair({ role: 'technician', lan: false });
    await page.locator('#code').fill(code);
    await page.keyboard.press('Enter');
    const kinds = page.locator('main a.goto');
    await kinds.first().waitFor();
    expect(await kinds.count()).toBe((await listOffers()).length);
    const pictures = await kinds
      .locator('svg path')
      .evaluateAll((paths) => paths.map((path) => path.getAttribute('d')));
    expect(pictures.every((path) => path !== null && path.length > 10)).toBe(true);
    expect(await page.locator('main').textContent()).not.toMatch(
      /serial-counter|beam-pair|reed-switch|counter-push/,
    );
    await shoot('add-kinds');
    await page.goto('/#devices');
    await page.getByText('Angesteckt und nicht benutzt: 1').waitFor();
    await page.goto('/#add');
    await page.getByRole('link', { name: /^Zähler am Kabel/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: /usb-counter/ }).focus();
    await page.keyboard.press('Space');
    const device = page.getByLabel('Serielles Gerät');
    await expect.poll(() => device.inputValue(), { timeout: 30_000 }).toBe(FOUND.path);
    await shoot('add-form');
    await device.fill('ttyUSB0');
    await page.keyboard.press('Enter');
    await page.locator('label', { hasText: 'Serielles Gerät' }).getByText('Es beginnt mit /dev/.').waitFor();
    await page.getByRole('alert').getByText('Serielles Gerät:').waitFor();
    await shoot('add-problem');
    await device.fill(FOUND.path);
    await page.keyboard.press('Enter');
    await page.waitForURL(/#devices\/sensor\/s-/);
    const saved = parse(readFileSync(shop.settingsPath, 'utf8')) as Record<
      'sensors' | 'doors',
      { id: string }[]
    >;
    const added = saved.sensors.at(-1);
    expect(added).toMatchObject({ name: 'Zähler am Kabel 1', ...FOUND.suggestion });
    expect(saved.doors).toMatchObject([{ sensors: [added?.id] }]);
    // The browser says aloud that the gateway refused the device’s name.
    expect(complaints.filter((text) => !text.includes('422'))).toEqual([]);
  },
  240_000,
);
