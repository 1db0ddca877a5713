import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** The Debian package of this commit for arm64, under a version for this test. */
export function buildPackage(folder: string, version: string): string {
  const env = { ...process.env, LINTEL_VERSION: version, LINTEL_PACKAGES: folder };
  execFileSync(join(ROOT, 'scripts', 'package'), ['arm64'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  return join(folder, `lintel_${version}_arm64.deb`);
}

/** The same program under another version, beside the first; or one that ends as soon as it starts. */
export function rehearsePackage(deb: string, version: string, { runs = true } = {}): string {
  const before = /_(.+)_arm64\.deb$/.exec(deb)?.[1];
  if (before === undefined) throw new Error(`${deb} does not say its version`);
  const tree = `${deb}.tree`;
  execFileSync('dpkg-deb', ['--raw-extract', deb, tree]);
  const control = readdirSync(join(tree, 'DEBIAN')).map((name) => join(tree, 'DEBIAN', name));
  for (const file of [...control, join(tree, 'usr', 'lib', 'lintel', 'package.json')]) {
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(before, version));
  }
  if (!runs) writeFileSync(join(tree, 'usr', 'lib', 'lintel', 'dist', 'main.js'), 'process.exit(1);\n');
  const out = deb.replace(`_${before}_`, `_${version}_`);
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zzstd', '-z3', '--build', tree, out], {
    stdio: 'ignore',
  });
  rmSync(tree, { recursive: true });
  return out;
}
