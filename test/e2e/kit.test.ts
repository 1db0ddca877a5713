// The page of all components: each one stands on it, and axe finds nothing in either theme.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildKit } from '../../scripts/build-pages.ts';
import { tempDir } from '../support/temp-dir.ts';
import { listFindings } from './axe.ts';
import type { Phone } from './browser.ts';
import { isBrowserAbsent, openPhone } from './browser.ts';

const APP = join(import.meta.dirname, '..', '..', 'src', 'web', 'app');
const ORIGIN = 'http://kit.test';
/** All of what they draw is for use elsewhere. Pages are no components. */
const FOLDERS = ['kit', 'kit/charts', 'charts', 'canvas'];

/** Exported functions that return something to draw, by the names that the page gives them. */
function components(folder: string): string[] {
  const files = readdirSync(join(APP, folder)).filter((name) => name.endsWith('.ts'));
  return files.flatMap((file) => {
    const text = readFileSync(join(APP, folder, file), 'utf8');
    const found = text.matchAll(/^export function (\w+)\([\s\S]*?\): ([^\n]*?) ?\{$/gm);
    const names = [...found].flatMap(([, name = '', type = '']) => (/^VNode\b/.test(type) ? [name] : []));
    return folder === 'charts' ? names.map((name) => `charts/${name}`) : names;
  });
}

async function openKit(): Promise<Phone> {
  const folder = tempDir();
  await buildKit(folder);
  const phone = await openPhone(ORIGIN, { size: { width: 1200, height: 900 } });
  await phone.page.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname.startsWith('/api/')) return route.fulfill({ json: { tree: {} } });
    return route.fulfill({ path: join(folder, pathname === '/' ? 'index.html' : pathname) });
  });
  await phone.page.goto('/');
  await phone.page.locator('article').first().waitFor();
  await phone.shoot('kit');
  return phone;
}

test.skipIf(isBrowserAbsent())(
  'every component stands on the page of all components, and axe finds nothing in either theme',
  async () => {
    const { page, complaints } = await openKit();
    const shown = await page.locator('article').evaluateAll((all) => all.map((one) => one.dataset['of']));
    const all = FOLDERS.flatMap(components);
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter((name) => !shown.includes(name))).toEqual([]);
    for (const theme of ['light', 'dark']) {
      await page.getByRole('button', { name: theme, exact: true }).tap();
      expect([theme, await listFindings(page)]).toEqual([theme, []]);
    }
    await page.locator('#ask').tap();
    await page.getByRole('dialog').waitFor();
    expect(await listFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
  },
  240_000,
);
