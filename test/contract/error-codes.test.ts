import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ERROR_CODES } from '../../src/core/model/gateway-error.ts';

test('the page for operators tells what to do for every error code, and for no other', () => {
  const readme = readFileSync(join(import.meta.dirname, '..', '..', 'deploy', 'README.md'), 'utf8');
  const told = [...readme.matchAll(/^\| `([A-Z_]+)` \| [^|]+ \| [^|]+ \|$/gm)].map(([, code]) => code);
  expect(told).toEqual([...ERROR_CODES]);
});
