import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ENROLLMENT, generatedFiles } from '../../scripts/generate/files.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const files = await generatedFiles();

describe('what is made from the schemas', () => {
  test.each(Object.keys(files))('%s is current (npm run generate)', (name) => {
    const path = join(ROOT, name);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe(files[name]);
  });

  test.each(Object.entries(ENROLLMENT))(
    'the example of the %s message keeps the contract',
    (name, schema) => {
      const example: unknown = JSON.parse(files[`config/messages/${name}.example.json`] ?? '');
      expect(schema.safeParse(example).error).toBeUndefined();
    },
  );
});
