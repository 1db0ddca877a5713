import type { SpawnSyncReturns } from 'node:child_process';
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'apt-repository');

let root: string;
const at = (...path: string[]): string => join(root, ...path);

function makePackage(version: string, text = 'program'): string {
  const tree = at(`tree-${version}-${text}`);
  mkdirSync(join(tree, 'DEBIAN'), { recursive: true });
  writeFileSync(join(tree, 'lintel'), text);
  writeFileSync(
    join(tree, 'DEBIAN', 'control'),
    `Package: lintel\nVersion: ${version}\nArchitecture: arm64\nMaintainer: L <l@localhost>\nDescription: gateway\n`,
  );
  const deb = at(`${version}-${text}.deb`);
  execFileSync('dpkg-deb', ['--root-owner-group', '--build', tree, deb], { stdio: 'ignore' });
  return deb;
}

function publish(...debs: string[]): SpawnSyncReturns<string> {
  const env = { ...process.env, GNUPGHOME: at('gpg') };
  return spawnSync(SCRIPT, [at('repository'), ...debs], { encoding: 'utf8', env });
}

/** A device's apt, with nothing of this machine's. */
function apt(tool: 'apt-get' | 'apt-cache', ...words: string[]): SpawnSyncReturns<string> {
  const options = [
    `Dir=${at('device')}`,
    `Dir::State::status=${at('device', 'status')}`,
    ...['APT::Architecture=arm64', 'APT::Architectures=arm64', 'APT::Sandbox::User=root'],
  ];
  return spawnSync(tool, [...options.flatMap((option) => ['-o', option]), ...words], { encoding: 'utf8' });
}

describe('a repository of one’s own', () => {
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'lintel-apt-'));
    mkdirSync(at('gpg'), { mode: 0o700 });
    const key = ['--quick-generate-key', 'updates@example', 'ed25519', 'sign', 'never'];
    const env = { ...process.env, GNUPGHOME: at('gpg') };
    execFileSync('gpg', ['--batch', '--quiet', '--passphrase', '', ...key], { env, stdio: 'ignore' });
    for (const folder of [
      'etc/apt/preferences.d',
      'etc/apt/apt.conf.d',
      'var/lib/apt/lists/partial',
      'var/cache/apt/archives/partial',
    ]) {
      mkdirSync(at('device', folder), { recursive: true });
    }
    writeFileSync(at('device', 'status'), '');
    const source = `deb [signed-by=${at('repository', 'lintel.asc')}] file:${at('repository')} stable main\n`;
    writeFileSync(at('device', 'etc/apt/sources.list'), source);
    expect(publish(makePackage('1.0.0')).stderr).toContain('signed by');
  });

  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test('a device’s apt trusts it, and finds the newest of what was put there', () => {
    expect(publish(makePackage('1.1.0')).status).toBe(0);
    expect(apt('apt-get', 'update')).toMatchObject({ status: 0, stderr: '' });
    const { stdout } = apt('apt-cache', 'policy', 'lintel');
    expect(stdout).toContain('Candidate: 1.1.0');
    expect(stdout).toContain('1.0.0');
  });

  test('a package never changes under its version', () => {
    const { status, stderr } = publish(makePackage('1.0.0', 'another program'));
    expect(status).not.toBe(0);
    expect(stderr).toContain('higher version');
    expect(apt('apt-get', 'update').status).toBe(0);
  });

  test('lists that were tampered with are refused', () => {
    const list = at('repository', 'dists', 'stable', 'main', 'binary-arm64', 'Packages');
    appendFileSync(list, 'Package: evil\n');
    execFileSync('xz', ['--keep', '--force', list]);
    execFileSync('rm', ['-rf', at('device', 'var/lib/apt/lists')]);
    mkdirSync(at('device', 'var/lib/apt/lists/partial'), { recursive: true });
    const { stderr } = apt('apt-get', 'update');
    expect(stderr).toMatch(/Hash Sum mismatch|unexpected size/);
    expect(apt('apt-cache', 'policy', 'lintel').stdout).not.toContain('1.1.0');
  });
});
