import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const HERE = import.meta.dirname;
const CACHE = join(HERE, '..', '..', '..', '.cache', 'virtual-pi');

export interface Guest {
  readonly root: string;
  readonly kernel: string;
  readonly initrd: string;
  /** For what is made at run time: disks, sockets, logs. */
  readonly cache: string;
}

/** The guest's kernel and root disk, made once and kept for as long as what makes them stays the same. */
export function prepareGuest(): Guest {
  const folder = join(CACHE, `guest-${recipe()}`);
  if (!existsSync(folder)) {
    console.log('· making the virtual Pi’s disk from Debian packages (about a minute, once)');
    mkdirSync(CACHE, { recursive: true });
    for (const old of readdirSync(CACHE).filter((name) => name.startsWith('guest-'))) {
      rmSync(join(CACHE, old), { recursive: true, force: true });
    }
    execFileSync(join(HERE, 'build-guest.sh'), [folder], { stdio: ['ignore', 'inherit', 'inherit'] });
  }
  return {
    root: join(folder, 'root.ext4'),
    kernel: join(folder, 'vmlinuz'),
    initrd: join(folder, 'initrd.gz'),
    cache: CACHE,
  };
}

function recipe(): string {
  const hash = createHash('sha256');
  const files = [
    'build-guest.sh',
    'pack-initrd.sh',
    ...['initrd-init', 'quick-init', 'run-job', 'case.service'].map((name) => join('guest', name)),
  ];
  for (const file of files) hash.update(readFileSync(join(HERE, file)));
  return hash.digest('hex').slice(0, 12);
}

/** The built program for arm64, staged once a run. */
export function stageProgram(): string {
  staged ??= stage();
  return staged;
}

let staged: string | undefined;

function stage(): string {
  console.log('· building the program for arm64');
  const folder = join(CACHE, 'program');
  rmSync(folder, { recursive: true, force: true });
  execFileSync(join(HERE, '..', 'stage-program.sh'), ['arm64', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return folder;
}
