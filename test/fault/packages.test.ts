import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tooOld } from '../../src/start-guard.ts';
import { tempDir } from '../support/temp-dir.ts';

const SCRIPTS = join(import.meta.dirname, '..', '..', 'deploy', 'package');

/** A machine whose dpkg and systemctl are these few lines; what dpkg was asked for is in `asked`. */
function machine(programs: Readonly<Record<string, string>>) {
  const root = tempDir();
  const [bin, packages] = [join(root, 'bin'), join(root, 'packages')];
  mkdirSync(bin);
  mkdirSync(packages);
  for (const [name, body] of Object.entries({ sleep: 'exit 0', ...programs })) {
    writeFileSync(join(bin, name), `#!/bin/sh\ncd ${root}\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const file = (name: string): string => join(root, name);
  return {
    file,
    keep: (name: string, text = '') => writeFileSync(join(packages, name), text),
    kept: (name: string) => existsSync(join(packages, name)),
    asked: () => (existsSync(file('asked')) ? readFileSync(file('asked'), 'utf8') : ''),
    run: (script: string, env: Readonly<Record<string, string>> = {}) =>
      spawnSync('sh', [join(SCRIPTS, script)], {
        env: {
          ...env,
          PATH: `${bin}:/usr/bin:/bin`,
          LINTEL_PACKAGES: packages,
          LINTEL_DPKG: file('dpkg-state'),
        },
        encoding: 'utf8',
      }),
  };
}

/** dpkg is whole once something has been done that is listed here. */
const dpkg = (mendedBy: string): string =>
  `case $1 in --audit) [ -f mended ] || echo 'lintel is half configured' ;; *) echo "$*" >> asked; case "$*" in ${mendedBy}) touch mended ;; *) exit 1 ;; esac ;; esac`;

describe('an upgrade that does not go well (F60)', () => {
  test('cut short while being set up, it is finished at the next start', () => {
    const { run, asked } = machine({ dpkg: dpkg('*--configure*') });
    expect(run('repair-packages').status).toBe(0);
    expect(asked()).toBe('--force-confold --configure -a\n');
  });

  test('cut short while being unpacked, the kept package is installed again', () => {
    const { run, keep, asked } = machine({ dpkg: dpkg('*--install*previous.deb') });
    keep('next.deb');
    keep('previous.deb');
    expect(run('repair-packages').status).toBe(0);
    expect(
      asked()
        .trim()
        .split('\n')
        .map((line) => line.split('/').at(-1)),
    ).toEqual(['--force-confold --configure -a', 'next.deb', 'previous.deb']);
  });

  test('a machine that is whole is left alone', () => {
    const { run, asked } = machine({ dpkg: 'echo "$*" >> asked.real; exit 0' });
    expect(run('repair-packages').status).toBe(0);
    expect(asked()).toBe('');
  });

  test('reports what it cannot repair', () => {
    const { run } = machine({ dpkg: dpkg('nothing') });
    const { status, stderr } = run('repair-packages');
    expect(status).toBe(1);
    expect(stderr).toContain('dpkg --audit');
  });

  const restartsEachTime =
    'case $1 in show) n=$(cat n 2>/dev/null || echo 0); n=$((n + 1)); echo $n | tee n ;; esac';

  test('a new version that keeps restarting is replaced by the one before and not tried again', () => {
    const { run, keep, kept, asked } = machine({ systemctl: restartsEachTime, dpkg: 'echo "$*" >> asked' });
    keep('on-trial', '1.0.1\n');
    keep('next.deb');
    keep('previous.deb');
    run('judge-upgrade');
    expect(asked()).toContain('--force-downgrade --install');
    expect(asked()).toContain('previous.deb');
    expect([kept('on-trial'), kept('next.deb'), kept('refused')]).toEqual([false, false, true]);
  });

  test('a new version that comes to rest in safe mode only is replaced as well', () => {
    const safe = "case $2 in *StatusText) echo 'safe mode' ;; *NRestarts) echo 5 ;; esac";
    const { run, keep, kept, asked, file } = machine({ systemctl: safe, dpkg: 'echo "$*" >> asked' });
    keep('on-trial', '1.0.1\n');
    keep('previous.deb');
    writeFileSync(file('store.yaml'), '');
    run('judge-upgrade', { LINTEL_SETTINGS: file('store.yaml') });
    expect(asked()).toContain('previous.deb');
    expect(kept('refused')).toBe(true);
  });

  test('a new version that runs a minute is kept, and is what the next one falls back to', () => {
    const { run, keep, kept, asked } = machine({
      systemctl: 'case $1 in show) echo 3 ;; esac',
      dpkg: 'echo "$*" >> asked',
    });
    keep('on-trial', '1.0.1\n');
    keep('next.deb', 'new');
    keep('previous.deb', 'old');
    expect(run('judge-upgrade').status).toBe(0);
    expect([kept('on-trial'), kept('next.deb'), kept('previous.deb')]).toEqual([false, false, true]);
    expect(asked()).toBe('');
  });

  test('a package that was installed by hand is made again from its files, with its scripts', () => {
    // As dpkg has it while the next version takes over.
    const status =
      'Package: lintel\\nStatus: install ok half-configured\\nVersion: 1.0.0\\nConfig-Version: 1.0.0\\nArchitecture: all';
    const rest =
      'Maintainer: L <l@localhost>\\nConffiles:\\n /etc/lintel.conf 0\\nDescription: gateway\\n More of it.';
    const { run, file, keep, kept } = machine({
      'dpkg-query': `case $1 in --show) printf 1.0.0 ;; *) printf '${status}\\n${rest}\\n' ;; esac`,
    });
    mkdirSync(file('dpkg-state/info'), { recursive: true });
    mkdirSync(file('root/usr/bin'), { recursive: true });
    writeFileSync(file('root/usr/bin/lintel 1'), 'program');
    symlinkSync('lintel 1', file('root/usr/bin/lintel'));
    writeFileSync(
      file('dpkg-state/info/lintel.list'),
      '/.\n/usr\n/usr/bin\n/usr/bin/lintel 1\n/usr/bin/lintel\n',
    );
    writeFileSync(file('dpkg-state/info/lintel.prerm'), '#!/bin/sh\n', { mode: 0o755 });
    const env = { LINTEL_ROOT: file('root') };
    const deb = file('packages/previous.deb');
    keep('on-trial', '1.0.0\n');
    expect(run('keep-package', env).status).toBe(0);
    expect(kept('previous.deb')).toBe(false);
    keep('on-trial', '1.0.1\n');
    expect(run('keep-package', env).stderr).toBe('');
    const look = (...words: string[]) => spawnSync('dpkg-deb', words, { encoding: 'utf8' }).stdout;
    expect(look('--field', deb, 'Version', 'Status', 'Conffiles')).toBe('Version: 1.0.0\n');
    expect(look('--contents', deb)).toMatch(/^lrwx.* \.\/usr\/bin\/lintel -> lintel 1$/m);
    expect(look('--fsys-tarfile', deb)).toContain('program');
    expect(look('--info', deb)).toContain('prerm');
    expect(readdirSync(file('packages')).sort()).toEqual(['on-trial', 'previous.deb']);
  });

  test.each([
    [{ node: '22.13.1', napi: '10' }, 'arm64', 'Node 22.14'],
    [{ node: '20.20.2', napi: '9' }, 'x64', 'Node 22.14'],
    [{ node: '24.1.0', napi: '10' }, 'arm', '64-bit'],
  ] as const)('Node %j on %s is refused in a sentence, not by a crash', (versions, cpu, word) => {
    expect(tooOld(versions, cpu)).toContain(word);
  });
});
