import type { LineServer } from './line-server.ts';
import { openLineServer } from './line-server.ts';

/** The emulator's control line (QMP): plugs and unplugs what is plugged into the guest. */
export class Monitor {
  #line: LineServer | undefined;
  #answer: ((text: string) => void) | undefined;

  async open(path: string): Promise<void> {
    this.#line = await openLineServer(path, (text) => this.#acceptLine(text));
    this.#line.send(JSON.stringify({ execute: 'qmp_capabilities' }));
  }

  /** Throws what the emulator says when it refuses. */
  async run(command: string, options: Readonly<Record<string, string | boolean>> = {}): Promise<void> {
    const answer = new Promise<string>((resolve) => {
      this.#answer = resolve;
    });
    this.#line?.send(JSON.stringify({ execute: command, arguments: options, id: command }));
    const { error } = JSON.parse(await answer) as { error?: { desc: string } };
    if (error !== undefined) throw new Error(`${command}: ${error.desc}`);
  }

  close(): void {
    this.#line?.close();
  }

  #acceptLine(text: string): void {
    if (text.includes('"id"')) this.#answer?.(text);
  }
}
