/** The results of simulated days, kept in .cache: a bench that takes hours runs in parts, and judges what they add up to. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CACHE = join(import.meta.dirname, '..', '..', '.cache');

export interface KeptDay {
  readonly store: string;
  readonly seed: number;
  /** The product that was measured. */
  readonly commit: string;
}

/** One bench's days. */
export class DayFolder<Day extends KeptDay> {
  readonly #folder: string;

  constructor(bench: string) {
    this.#folder = join(CACHE, bench);
  }

  /** By store and seed. */
  read(): Day[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file) => JSON.parse(readFileSync(join(this.#folder, file), 'utf8')) as Day);
  }

  has(store: string, seed: number): boolean {
    return existsSync(this.#fileOf(store, seed));
  }

  keep(day: Day): void {
    mkdirSync(this.#folder, { recursive: true });
    const file = this.#fileOf(day.store, day.seed);
    // A run that is stopped leaves no half a day.
    writeFileSync(`${file}.new`, JSON.stringify(day));
    renameSync(`${file}.new`, file);
  }

  #fileOf(store: string, seed: number): string {
    return join(this.#folder, `${store}-${seed}.json`);
  }
}

export function findCommit(): string {
  return execFileSync('git', ['describe', '--always', '--dirty'], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  }).trim();
}
