import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SettingSchema } from './setting-rows.ts';
import { settingRows } from './setting-rows.ts';

/** Above it a page is written by hand, below it by the schema. */
export const MARKER = '<!-- From here on the page is made from the schema: npm run generate. -->';
const ROOT = join(import.meta.dirname, '..', '..');
/** Every sensor has them; `config/README.md` tells of them once. */
const COMMON = ['id', 'type', 'name'];

/** Of a type that is new: a test says what is still to be written. */
const SKELETON = [
  '# New type of sensor',
  '## Wiring',
  '## Example',
  '## Tried with',
  '## What it cannot tell',
].join('\n\n');

/** `config/README.md` and a page for each type of sensor, with their tables renewed. */
export function settingsPages(schema: SettingSchema): Record<string, string> {
  const pages: Record<string, string> = {
    'config/README.md': page('config/README.md', sectionTables(schema)),
  };
  for (const sensor of sensorSchemas(schema)) {
    const file = `config/sensors/${sensor.properties?.['type']?.const}.md`;
    pages[file] = page(file, `## Settings\n\n${table(withoutCommon(sensor))}`);
  }
  return pages;
}

/** The schema of each type of sensor. */
export function sensorSchemas(schema: SettingSchema): readonly SettingSchema[] {
  const items = schema.properties?.['sensors']?.items;
  return items ? (items.oneOf ?? []) : [];
}

function withoutCommon(sensor: SettingSchema): SettingSchema {
  const own = Object.entries(sensor.properties ?? {}).filter(([name]) => !COMMON.includes(name));
  return { ...sensor, properties: Object.fromEntries(own) };
}

function sectionTables(schema: SettingSchema): string {
  const sections = Object.entries(schema.properties ?? {}).filter(([name]) => name !== 'sensors');
  const tables = sections.map(([name, section]) => {
    const only = { properties: { [name]: section }, required: schema.required ?? [] };
    return `### \`${name}\`\n\n${table(only)}`;
  });
  return ['## Every setting\n', ...tables].join('\n');
}

function table(schema: SettingSchema): string {
  const rows = settingRows(schema).map(({ path, value, otherwise, meaning }) =>
    ['', `\`${path}\``, value, otherwise, meaning, ''].join(' | ').trim().replaceAll('\n', ' '),
  );
  return ['| Setting | Value | If left out | Meaning |', '|---|---|---|---|', ...rows, ''].join('\n');
}

function page(file: string, made: string): string {
  return `${handWritten(file).trimEnd()}\n\n${MARKER}\n\n${made.trimEnd()}\n`;
}

function handWritten(file: string): string {
  const path = join(ROOT, file);
  return existsSync(path) ? (readFileSync(path, 'utf8').split(MARKER)[0] ?? '') : SKELETON;
}
