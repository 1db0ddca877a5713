import { readFileSync } from 'node:fs';

/** A process that is busy computing but sends no heartbeat gets this many times the normal limit. */
const BUSY_LIMITS = 6;
/**
 * Interval over which the used processor time is compared. It is long enough for the process to run at least once on a
 * busy machine.
 */
const COMPARED_MS = 1_000;

interface LifeLimits {
  /** Longest time until the first heartbeat. */
  readonly startMs: number;
  /** Longest time between two heartbeats. */
  readonly hangMs: number;
}

/**
 * Distinguishes a child process that hangs from a slow child process. Loading a model can keep a slow processor busy
 * for longer than `hangMs`. A process that uses processor time therefore gets a longer limit.
 */
export class HeartbeatMonitor {
  readonly #pid: number | undefined;
  readonly #limits: LifeLimits;
  readonly #hung: (silentMs: number) => void;
  #heardMs = performance.now();
  #limitMs: number;
  #timer: NodeJS.Timeout;
  #isOver = false;

  /** `hung` is called once at most. It gets the time since the last heartbeat, in milliseconds. */
  constructor(pid: number | undefined, limits: LifeLimits, hung: (silentMs: number) => void) {
    this.#pid = pid;
    this.#limits = limits;
    this.#hung = hung;
    this.#limitMs = limits.startMs;
    this.#timer = this.#wait();
  }

  beat(): void {
    this.#heardMs = performance.now();
    if (this.#limitMs === this.#limits.hangMs || this.#isOver) return;
    this.#limitMs = this.#limits.hangMs;
    clearTimeout(this.#timer);
    this.#timer = this.#wait();
  }

  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #silentMs(): number {
    return performance.now() - this.#heardMs;
  }

  #wait(): NodeJS.Timeout {
    return setTimeout(() => this.#suspect(), Math.max(1, this.#limitMs - this.#silentMs()));
  }

  #suspect(): void {
    if (this.#silentMs() < this.#limitMs) {
      this.#timer = this.#wait();
      return;
    }
    const before = processorTicks(this.#pid);
    this.#timer = setTimeout(() => this.#judge(before), COMPARED_MS);
  }

  #judge(before: number): void {
    const isHeard = this.#silentMs() < this.#limitMs;
    const isBusy = processorTicks(this.#pid) > before && this.#silentMs() < BUSY_LIMITS * this.#limitMs;
    if (isHeard || isBusy) this.#suspect();
    else this.#hung(this.#silentMs());
  }
}

/** Processor time that all threads of a process have used, in ticks of the kernel: /proc/PID/stat, see proc(5). */
function processorTicks(pid: number | undefined): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name of the process, in parentheses, may contain spaces. User and system time are fields 14 and 15 of the
    // line.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return 0;
  }
}
