import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { generatedFiles, MESSAGES } from '../../scripts/generate/files.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const files = await generatedFiles();

describe('what is made from the schemas', () => {
  test.each(Object.keys(files))('%s is current (npm run generate)', (name) => {
    const path = join(ROOT, name);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe(files[name]);
  });

  test.each(Object.entries(MESSAGES))('the example of the %s message keeps the contract', (name, schema) => {
    const example: unknown = JSON.parse(files[`config/contract/${name}.example.json`] ?? '');
    expect(schema.safeParse(example).error).toBeUndefined();
  });

  test('every field of every message has a meaning on the page', () => {
    const rows = (files['config/contract/README.md'] ?? '')
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    expect(rows.length).toBeGreaterThan(60);
    const containers =
      /`(sensors|zones|lines|doors|queues|journeys|feedback|store|windows|events|.*\.window|.*\.(sensors|zones|lines|doors|queues|journeys|feedback|store)|.*\.event)`/;
    expect(rows.filter((row) => / \| *\|$/.test(row) && !containers.test(row))).toEqual([]);
  });
});
