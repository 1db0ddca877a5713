import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';

/** An ext4 disk with what `fill` puts into a folder; the folder is gone afterwards. Returns `file`. */
export function makeDisk(
  label: string,
  folder: string,
  file: string,
  fill: (folder: string) => void,
): string {
  rmSync(folder, { recursive: true, force: true });
  rmSync(file, { force: true });
  mkdirSync(folder, { recursive: true });
  fill(folder);
  const [usedMb = '0'] = execFileSync('du', ['-sm', '--apparent-size', folder], { encoding: 'utf8' }).split(
    '\t',
  );
  // Room for inodes and for blocks that are not full.
  const sizeMb = Math.ceil(Number(usedMb) * 1.3) + 16;
  execFileSync('mke2fs', [
    '-q',
    '-t',
    'ext4',
    '-O',
    '^has_journal',
    '-L',
    label,
    '-d',
    folder,
    file,
    `${sizeMb}M`,
  ]);
  rmSync(folder, { recursive: true, force: true });
  return file;
}

/** Holes stay holes. */
export function copyDisk(from: string, to: string): void {
  execFileSync('cp', ['--sparse=always', '--reflink=auto', from, to]);
}
