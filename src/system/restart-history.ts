import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** This many unplanned ends in a row, each soon after a start, are a crash loop. */
const QUICK_FAILURES_UNTIL_SAFE = 5;

/** How the service's last unplanned end happened. */
export interface LastRestart {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The result as systemd names it: watchdog, exit-code, signal, oom-kill, … */
  readonly result: string;
  readonly reason: string;
}

interface Kept {
  /** Edition of this file. Of two copies, the higher edition is newer. */
  readonly edition: number;
  /** Unplanned ends since the device was set up. */
  readonly restarts: number;
  readonly quickFailures: number;
  /** Version of the program that had these failures. */
  readonly version?: string;
  readonly last?: LastRestart;
  /** Why the watchdog was not fed, written before systemd ends the program. */
  readonly suspicion?: string;
}

const NOTHING: Kept = { edition: 0, restarts: 0, quickFailures: 0 };

/**
 * History from one start to the next, kept in every given folder (the state directory, and one in memory). If the disk
 * is not writable, the reason and the count still survive a restart.
 */
export class RestartHistory {
  readonly #folders: readonly string[];
  #kept: Kept = NOTHING;

  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  /**
   * Call it once at the start. Records how the last run ended, and returns that end if it was unplanned. A new version
   * does not inherit the failures of the old one, because it may be the fix.
   */
  begin(version: string): LastRestart | undefined {
    this.#kept = this.#newest();
    const end = this.#takeEnd();
    const isOther = ![undefined, version].includes(this.#kept.version);
    const { suspicion, ...before } = this.#kept;
    const kept = { ...before, version, quickFailures: isOther ? 0 : before.quickFailures };
    if (end === undefined || end.result === 'success') {
      this.#keep(kept);
      return undefined;
    }
    const last = { at: end.at, result: end.result, reason: suspicion ?? reasonOf(end) };
    this.#keep({
      ...kept,
      last,
      restarts: kept.restarts + 1,
      quickFailures: isOther ? 0 : kept.quickFailures + 1,
    });
    return last;
  }

  get last(): LastRestart | undefined {
    return this.#kept.last;
  }

  get restarts(): number {
    return this.#kept.restarts;
  }

  get isCrashLoop(): boolean {
    return this.#kept.quickFailures >= QUICK_FAILURES_UNTIL_SAFE;
  }

  /** Stores why the watchdog is about to end the program. */
  suspect(reason: string): void {
    if (this.#kept.suspicion !== reason) this.#keep({ ...this.#kept, suspicion: reason });
  }

  /** Clears the suspicion, because the program works. */
  clear(): void {
    const { suspicion, ...kept } = this.#kept;
    if (suspicion !== undefined) this.#keep(kept);
  }

  /** The program has run long enough, so earlier failures are not a crash loop. */
  steady(): void {
    if (this.#kept.quickFailures > 0) this.#keep({ ...this.#kept, quickFailures: 0 });
  }

  /** Leaves safe mode for one attempt: a single further failure leads back to it. */
  tryAgain(): void {
    this.#keep({ ...this.#kept, quickFailures: QUICK_FAILURES_UNTIL_SAFE - 1 });
  }

  #keep(kept: Omit<Kept, 'edition'>): void {
    this.#kept = { ...kept, edition: this.#kept.edition + 1 };
    for (const folder of this.#folders) {
      try {
        writeFileSync(join(folder, 'restarts.json'), JSON.stringify(this.#kept), {
          mode: 0o600,
          flush: true,
        });
      } catch {
        // A copy in another folder may have been written, so this failure is ignored.
      }
    }
  }

  #newest(): Kept {
    const copies = this.#folders.map((folder) => readKept(join(folder, 'restarts.json')));
    return copies.reduce((newest, copy) => (copy.edition > newest.edition ? copy : newest), NOTHING);
  }

  #takeEnd(): End | undefined {
    const ends = this.#folders.map((folder) => {
      const path = join(folder, 'last-exit');
      const end = readEnd(path);
      try {
        rmSync(path, { force: true });
      } catch {
        // A disk that cannot be written keeps an old file. The one in the memory folder is newer, and comes first below.
      }
      return end;
    });
    // Prefer the file in memory, which is certainly of this boot.
    return ends.findLast((end) => end !== undefined);
  }
}

interface End {
  readonly result: string;
  readonly code: string;
  readonly status: string;
  readonly at: string;
}

/** Parses the file of the package's script `record-exit`: result, code, status, seconds. */
function readEnd(path: string): End | undefined {
  const match = /^([\w-]{1,40}) ([\w-]{1,40}) ([\w-]{1,40}) (\d{1,11})$/.exec(readText(path).trim());
  if (match === null) return undefined;
  const [, result = '', code = '', status = '', seconds = '0'] = match;
  return { result, code, status, at: new Date(Number(seconds) * 1000).toISOString() };
}

function reasonOf({ result, code, status }: End): string {
  switch (result) {
    case 'watchdog':
      return 'the event loop stood still';
    case 'oom-kill':
      return 'the kernel ended it for want of memory';
    case 'timeout':
      return 'it did not start or stop in time';
    default:
      return code === 'exited' ? `it ended with status ${status}` : `it was ended by signal ${status}`;
  }
}

function readKept(path: string): Kept {
  try {
    const kept = JSON.parse(readText(path)) as Partial<Kept> | null;
    const isWhole = [kept?.edition, kept?.restarts, kept?.quickFailures].every(Number.isSafeInteger);
    return isWhole ? (kept as Kept) : NOTHING;
  } catch {
    return NOTHING;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
