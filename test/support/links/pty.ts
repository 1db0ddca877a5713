import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { until } from '../until.ts';

/** A real pseudo-terminal under a name of its own, with socat at its far end, as an adapter that is plugged in. */
export class Pty {
  readonly path: string;
  /** Resolves when the plug was pulled. */
  readonly gone: Promise<unknown>;
  readonly #socat: ChildProcess;

  private constructor(path: string, socat: ChildProcess) {
    this.path = path;
    this.#socat = socat;
    this.gone = once(socat, 'exit');
  }

  /** Makes `path` a link to a new pty, as udev does. */
  static async plugIn(path: string): Promise<Pty> {
    rmSync(path, { force: true });
    const socat = spawn('socat', [`pty,link=${path},rawer`, 'stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
    // Bytes that were on their way when the plug was pulled.
    socat.stdin.on('error', () => undefined);
    await until(`socat makes ${path}`, () => existsSync(path));
    return new Pty(path, socat);
  }

  /** Sends bytes to whoever reads the pty; resolves when socat can take more. */
  async write(bytes: string | Uint8Array): Promise<void> {
    const stdin = this.#socat.stdin;
    if (stdin?.write(bytes) === false) await once(stdin, 'drain').catch(() => undefined);
  }

  /** Hears what is written to the pty. */
  onData(listener: (chunk: Buffer) => void): void {
    this.#socat.stdout?.on('data', listener);
  }

  /** Pulls the plug: the device is gone, in the middle of whatever it said. */
  async unplug(): Promise<void> {
    if (this.#socat.exitCode !== null || this.#socat.signalCode !== null) return;
    // As udev does. The number behind the name is free soon, and the pty of a test beside this one may get it.
    rmSync(this.path, { force: true });
    this.#socat.kill('SIGKILL');
    await this.gone;
  }
}
