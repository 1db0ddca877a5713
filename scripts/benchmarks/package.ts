/** The Debian packages of this commit, built twice: the same bytes, small and of few files, with their papers inside. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join(import.meta.dirname, '..', 'package');
const MAX_MB = 150;
/** Each costs a device a sync or two while it installs. */
const MAX_FILES = 600;
const PAPERS = ['sbom.cdx.json', 'copyright'];

export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-packages-'));
  try {
    const [first = [], second = []] = ['a', 'b'].map((name) => build(join(folder, name)));
    for (const [index, one] of first.entries()) report(one, second[index]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await Promise.resolve();
}

interface Built {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
}

function build(folder: string): readonly Built[] {
  execFileSync(SCRIPT, { env: { ...process.env, LINTEL_PACKAGES: folder }, stdio: 'ignore' });
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const path = join(folder, name);
      return { name, path, sha256: createHash('sha256').update(readFileSync(path)).digest('hex') };
    });
}

function report({ name, path, sha256 }: Built, again: Built | undefined): void {
  const sizeMb = statSync(path).size / 1e6;
  const contents = execFileSync('dpkg-deb', ['--contents', path], { encoding: 'utf8', maxBuffer: 64e6 });
  const missing = PAPERS.filter((paper) => !contents.includes(`/usr/share/doc/lintel/${paper}`));
  const files = contents.split('\n').filter((line) => line.startsWith('-')).length;
  const isEqual = again?.sha256 === sha256;
  console.log(
    `${name.padEnd(28)} ${sizeMb.toFixed(1)} MB (bar ${MAX_MB}) in ${files} files (bar ${MAX_FILES}), built twice: ${isEqual ? 'the same bytes' : 'DIFFERENT BYTES'}` +
      `${missing.length === 0 ? ', SBOM and licences inside' : `, MISSING: ${missing.join(', ')}`}`,
  );
  if (!isEqual || sizeMb > MAX_MB || files > MAX_FILES || missing.length > 0) process.exitCode = 1;
}

if (import.meta.main) await run();
