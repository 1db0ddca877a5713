import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const GATE = join(import.meta.dirname, '..', '..', 'src', 'core', 'privacy');

/** What decides about people is read by whoever audits it. */
const MOST_LINES = 1_500;

test('the egress gate can be read in one sitting', () => {
  const files = globSync('**/*.ts', { cwd: GATE });
  const lines = files.flatMap((file) => readFileSync(join(GATE, file), 'utf8').trimEnd().split('\n'));
  expect(lines.length).toBeGreaterThan(500);
  expect(lines.length).toBeLessThanOrEqual(MOST_LINES);
});
