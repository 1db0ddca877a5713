import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../../support/temp-dir.ts';

const SCRIPTS = join(import.meta.dirname, '..', '..', '..', 'scripts');

test.each(['package', 'package-cloud'])(
  '%s refuses a wrong processor before it builds anything',
  (script) => {
    const folder = tempDir();
    const env = { ...process.env, LINTEL_PACKAGES: join(folder, 'out') };
    for (const wrong of ['--help', 'x86']) {
      const { status, stderr } = spawnSync(join(SCRIPTS, script), ['arm64', wrong], {
        env,
        encoding: 'utf8',
      });
      expect(status).toBe(1);
      expect(stderr).toMatch(/^error: usage: .*\[arm64\|amd64 …\]/);
      expect(stderr).toContain(`'${wrong}'`);
    }
    expect(existsSync(join(folder, 'out'))).toBe(false);
  },
);

/** Writes a package with a dpkg-deb that is these lines; `file` is its last argument. */
function writeDeb(dpkgDeb: string) {
  const folder = tempDir();
  const file = join(folder, 'lintel.deb');
  const program = join(folder, 'dpkg-deb');
  writeFileSync(program, `#!/bin/bash\nfile=\${!#}\n${dpkgDeb}\n`);
  chmodSync(program, 0o755);
  const line = `source ${join(SCRIPTS, 'lib', 'debian.sh')}; write_deb ${folder} ${file} -Znone`;
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` };
  return { file, ...spawnSync('bash', ['-ec', line], { env, encoding: 'utf8' }) };
}

test('a package that is cut short never stands under its name', () => {
  const cut = writeDeb('echo half > "$file"; exit 2');
  expect([cut.status, existsSync(cut.file), existsSync(`${cut.file}.part`)]).toEqual([1, false, false]);
  const seen = writeDeb('echo whole > "$file"; [ ! -e "$(dirname "$file")/lintel.deb" ]');
  expect([seen.status, readFileSync(seen.file, 'utf8')]).toEqual([0, 'whole\n']);
});
