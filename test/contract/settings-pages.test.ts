import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { presetExample } from '../../scripts/generate/preset-pages.ts';
import { settingsSchema } from '../../src/app/settings/settings-schema.ts';
import { parseSettings } from '../../src/config/parse-settings.ts';
import { presetNames } from '../../src/drivers/push/preset-files.ts';
import { driverTypes } from '../../src/drivers/registry.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'config', 'sensors');
const STORE = 'version: 2\ntenant: acme\ngateway: gw-1\nstore: { id: shop, timezone: Europe/Berlin }\n';
const schema = await settingsSchema();

test('every type of sensor has a page, and no page is without its type', () => {
  const pages = readdirSync(FOLDER).map((file) => file.replace(/\.md$/, ''));
  expect(pages.sort()).toEqual(driverTypes);
});

test.each(presetNames())('the page of the preset %s has an example whose settings are good', (name) => {
  expect(parseSettings(`${STORE}${presetExample(name)}`, schema)).toMatchObject({ problems: [] });
});

describe.each(driverTypes)('the page of %s', (type) => {
  const text = readFileSync(join(FOLDER, `${type}.md`), 'utf8');

  test('says how to wire it, what it was tried with and what it cannot tell', () => {
    const titles = [...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
    expect(titles).toEqual(['Wiring', 'Example', 'Tried with', 'What it cannot tell', 'Settings']);
  });

  test('has an example whose settings are good', () => {
    const example = /```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
    expect(example).toContain(`type: ${type}`);
    expect(parseSettings(`${STORE}${example}`, schema)).toMatchObject({ problems: [] });
  });
});
