import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** After this many unplanned ends in a row, each soon after a start, the gateway starts in safe mode. */
const QUICK_FAILURES_UNTIL_SAFE = 5;

/** The last unplanned end of the service. */
export interface LastRestart {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The result as systemd names it: watchdog, exit-code, signal, oom-kill, … */
  readonly result: string;
  readonly reason: string;
}

interface Kept {
  /** Number of changes made to this file so far. Of two copies, the one with the higher number is newer. */
  readonly edition: number;
  /** Number of unplanned ends since the device was set up. */
  readonly restarts: number;
  readonly quickFailures: number;
  /** Version of the program at the last start. The quick failures are those of this version. */
  readonly version?: string;
  readonly last?: LastRestart;
  /** Why the watchdog is no longer triggered. Written just before systemd ends the program for it. */
  readonly suspicion?: string;
}

const NOTHING: Kept = { edition: 0, restarts: 0, quickFailures: 0 };

/**
 * Counts and explains unplanned ends over all starts. Keeps a copy in each of the given folders: the state directory
 * and one in memory. So the history survives a restart even when the disk is not writable.
 */
export class RestartHistory {
  readonly #folders: readonly string[];
  #kept: Kept = NOTHING;

  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  /**
   * Records how the last run ended, and returns that end if it was unplanned. Call it once, at the start. A new version
   * starts without quick failures, because it may fix their cause.
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

  /** Clears the reason stored by `suspect`, because the program works again. */
  clear(): void {
    const { suspicion, ...kept } = this.#kept;
    if (suspicion !== undefined) this.#keep(kept);
  }

  /** Resets the quick failures, because the program has now run long enough. */
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
        // The error is ignored, because one of the other folders may be writable.
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
        // A disk that is not writable keeps an old file. The file in memory is newer, and the return below prefers it.
      }
      return end;
    });
    // The last folder is in memory, so its file is certainly from this boot.
    return ends.findLast((end) => end !== undefined);
  }
}

interface End {
  readonly result: string;
  readonly code: string;
  readonly status: string;
  readonly at: string;
}

/** Parses the file that the package's script `record-exit` writes: result, code, status, and time in epoch seconds. */
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
