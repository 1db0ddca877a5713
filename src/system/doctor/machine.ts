import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The doctor's access to a device: files of the kernel and a few programs. Tests replace it. */
export interface Machine {
  /** Trimmed text of a file such as `/proc/meminfo`; undefined when it cannot be read. */
  text(path: string): string | undefined;
  /** Names in a folder; empty when the folder does not exist. */
  names(path: string): readonly string[];
  /** Standard output and error of a program; undefined when it is not installed or takes too long. */
  run(program: string, args: readonly string[]): Promise<string | undefined>;
}

const PROGRAM_MS = 5_000;

export function openMachine(root = '/'): Machine {
  return {
    text: (path) => {
      try {
        return readFileSync(join(root, path), 'utf8').replaceAll('\0', '').trim();
      } catch {
        return undefined;
      }
    },
    names: (path) => {
      try {
        return readdirSync(join(root, path));
      } catch {
        return [];
      }
    },
    run: (program, args) =>
      new Promise((resolve) => {
        execFile(program, args, { timeout: PROGRAM_MS }, (error, stdout, stderr) => {
          const isAbsent = error !== null && (error.code === 'ENOENT' || error.killed === true);
          resolve(isAbsent ? undefined : `${stdout}${stderr}`);
        });
      }),
  };
}
