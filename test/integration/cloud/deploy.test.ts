/** The deploy page as its reader follows it: every line of it, on Debian's packages, up to a row that a reader sees. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const MAY =
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['-mpn', '--fork', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
if (!MAY) console.warn('SKIPPED: the deploy page needs root and namespaces of its own');

test.runIf(MAY)('every line of the page works, and a gateway’s row reaches a reader', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-deploy-'));
  try {
    const env = { ...process.env, LINTEL_PACKAGES: folder, LINTEL_COMPRESSION: '1' };
    execFileSync(join(ROOT, 'scripts/package-cloud'), { env, stdio: 'ignore' });
    const [name = ''] = readdirSync(folder);
    const script = join(ROOT, 'test/support/cloud/run-readme');
    const { stdout, stderr } = spawnSync(
      'unshare',
      [
        '-mpn',
        '--fork',
        '--mount-proc',
        '--kill-child',
        script,
        join(ROOT, 'deploy/cloud/README.md'),
        join(folder, name),
      ],
      { encoding: 'utf8', timeout: 240_000 },
    );
    expect(stdout, stderr).toContain('READER SEES acme|high-street-12|42');
    // Each key for the one program that reads it.
    expect(stdout).toContain('KEYS root:root 600 root:mosquitto 640 root:lintel-cloud 640');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('systemd takes the units', () => {
  const units = readdirSync(join(ROOT, 'deploy/cloud/systemd')).map((unit) =>
    join(ROOT, 'deploy/cloud/systemd', unit),
  );
  const { stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...units], { encoding: 'utf8' });
  const wrong = stderr
    .split('\n')
    .filter((line) => /lintel-cloud/.test(line) && !/not executable|No such file/.test(line));
  expect(wrong).toEqual([]);
});
