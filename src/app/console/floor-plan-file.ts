import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../../files/durable-file.ts';
import type { ActivityLog, ConsolePlan, PlanPicture } from '../../ports/console/console.ts';

const EXTENSIONS = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/svg+xml': 'svg' } as const;
const TYPES = Object.keys(EXTENSIONS) as PlanPicture['type'][];

/** Stores the picture of the floor plan as a file. A store has one floor plan. */
export class FloorPlanFile implements ConsolePlan {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  read(): PlanPicture | undefined {
    const type = TYPES.find((candidate) => existsSync(this.#path(candidate)));
    return type && { type, bytes: readFileSync(this.#path(type)) };
  }

  write({ type, bytes }: PlanPicture): void {
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    writeDurably(this.#path(type), bytes);
    for (const other of TYPES) if (other !== type) rmSync(this.#path(other), { force: true });
  }

  remove(): void {
    for (const type of TYPES) rmSync(this.#path(type), { force: true });
  }

  #path(type: PlanPicture['type']): string {
    return join(this.#directory, `plan.${EXTENSIONS[type]}`);
  }
}

type Entry = ReturnType<ActivityLog['entries']>[number];
/** Largest size of the activity log's file, in bytes. A full file replaces the older of the two files. */
const MAX_JOURNAL_BYTES = 512 * 1024;

/**
 * Writes the activity log, one line of JSON per entry. When the file is full, it begins a new one and keeps one older
 * file.
 */
export class ActivityLogFile implements ActivityLog {
  readonly #path: string;
  readonly #now: () => number;

  constructor(directory: string, now: () => number) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#path = join(directory, 'activity.ndjson');
    this.#now = now;
  }

  logEntry(entry: Parameters<ActivityLog['logEntry']>[0]): void {
    if (existsSync(this.#path) && statSync(this.#path).size > MAX_JOURNAL_BYTES) {
      renameSync(this.#path, `${this.#path}.1`);
    }
    const line = JSON.stringify({ at: new Date(this.#now()).toISOString(), ...entry });
    appendFileSync(this.#path, `${line}\n`, { mode: 0o600 });
  }

  entries(limit: number): readonly Entry[] {
    if (!existsSync(this.#path)) return [];
    const lines = readFileSync(this.#path, 'utf8').trimEnd().split('\n').slice(-limit).reverse();
    return lines.flatMap((line) => {
      try {
        return [JSON.parse(line) as Entry];
      } catch {
        // A line that a power cut left incomplete is ignored.
        return [];
      }
    });
  }
}
