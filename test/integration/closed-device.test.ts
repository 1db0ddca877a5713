/** Commands on an installed device, from the account of a technician who forgot sudo. */
import { spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MAIN } from '../support/lintel.ts';
import { tempDir } from '../support/temp-dir.ts';

/** Root who may not open what others closed: the project's own files stay readable. */
const WITHOUT_RIGHTS = ['--bounding-set', '-dac_override,-dac_read_search,-fowner'];
const MAY = spawnSync('setpriv', [...WITHOUT_RIGHTS, 'true']).status === 0;
if (!MAY) console.warn('SKIPPED: giving rights away needs root and setpriv');

/** What it says with its settings and data closed to this user. */
function asTechnician(words: readonly string[], folder: string) {
  const command = [process.execPath, MAIN, ...words, '--config', join(folder, 'store.yaml')];
  const { stdout, stderr, status } = spawnSync('setpriv', [...WITHOUT_RIGHTS, ...command], {
    encoding: 'utf8',
  });
  return { code: status, output: stdout + stderr };
}

/** Someone else's, closed to all others. */
function closedFolder(): string {
  const folder = join(tempDir(), 'closed');
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(join(folder, 'store.yaml'), 'version: 2\n');
  chownSync(folder, 65534, 65534);
  return folder;
}

test.runIf(MAY).each([
  ['status', ['status']],
  ['console pair', ['console', 'pair']],
  ['doctor', ['doctor']],
  ['run', ['run']],
  ['setup', ['setup', '--no-system']],
])('%s says to put sudo in front, and blames neither gateway nor settings', (_name, words) => {
  const { code, output } = asTechnician(words, closedFolder());
  expect(code).not.toBe(0);
  expect(output).toMatch(/closed to this user: put sudo in front/);
  expect(output).not.toMatch(/EACCES|chown lintel \/var|Make them with|Whose shop/);
});
