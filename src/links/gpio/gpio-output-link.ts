import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GpioOutputLink, HeldLine } from '../../ports/gpio-output.ts';
import type { FoundLines } from './gpiod.ts';
import { findLines } from './gpiod.ts';

/**
 * Least time between changes. One gpioset must end before the next starts, and meanwhile the resistor sets the line's
 * level. Slow changes also spare relays.
 */
const LEAST_MS = 250;
const RETRY_MS = 2_000;
const END_MS = 1_000;

/** Drives GPIO lines with libgpiod's gpioset. One process per line holds the level as long as it runs. */
export function createGpioOutputLink(): GpioOutputLink {
  return { hold: ({ chip, gpioLine }, isHigh) => new GpiosetLine(chip, gpioLine, isHigh) };
}

class GpiosetLine implements HeldLine {
  problem: string | undefined = 'not driven yet';
  readonly #chip: string;
  readonly #gpioLine: string;
  #wanted: boolean;
  #holder: { readonly child: ChildProcess; readonly isHigh: boolean } | undefined;
  #found: FoundLines | undefined;
  #isClosed = false;
  #working: Promise<void> | undefined;

  constructor(chip: string, gpioLine: string, isHigh: boolean) {
    this.#chip = chip;
    this.#gpioLine = gpioLine;
    this.#wanted = isHigh;
    this.#start();
  }

  set(isHigh: boolean): void {
    this.#wanted = isHigh;
    this.#start();
  }

  async close(isHigh: boolean): Promise<void> {
    this.set(isHigh);
    await Promise.race([this.#working, sleep(END_MS)]);
    this.#isClosed = true;
    await this.#release();
  }

  #start(): void {
    if (this.#isClosed) return;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  /** Brings the line to the level of the last `set`. */
  async #work(): Promise<void> {
    while (!this.#isClosed && this.#holder?.isHigh !== this.#wanted) {
      try {
        await this.#hold(this.#wanted);
        this.problem = undefined;
      } catch (error) {
        this.problem = (error as Error).message;
        await sleep(RETRY_MS, undefined, { ref: false });
      }
    }
  }

  async #hold(isHigh: boolean): Promise<void> {
    this.#found ??= await findLines({ chip: this.#chip, lines: [this.#gpioLine] });
    await this.#release();
    const child = spawn('gpioset', setArgs(this.#found, isHigh), { stdio: ['pipe', 'ignore', 'ignore'] });
    const holder = { child, isHigh };
    this.#holder = holder;
    child.on('error', () => this.#lost(holder, 'gpioset is not installed: apt install gpiod'));
    child.on('exit', () => this.#lost(holder, 'gpioset ended: is the line in use? gpioinfo says by whom'));
    await sleep(LEAST_MS);
    if (this.#holder !== holder) throw new Error(this.problem ?? 'gpioset ended');
  }

  #lost(holder: object, why: string): void {
    if (this.#holder !== holder) return;
    this.#holder = undefined;
    this.problem = why;
    this.#start();
  }

  async #release(): Promise<void> {
    const { child } = this.#holder ?? {};
    this.#holder = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(END_MS)]);
  }
}

/**
 * gpioset 1 holds the level while its standard input is open, gpioset 2 until a signal. Both end with the gateway's
 * service.
 */
function setArgs(
  { version, chip, offsets }: Pick<FoundLines, 'version' | 'chip' | 'offsets'>,
  isHigh: boolean,
): string[] {
  const level = `${offsets[0] ?? 0}=${isHigh ? 1 : 0}`;
  return version === 1 ? ['-m', 'wait', chip, level] : ['-c', chip, level];
}
