import type { SerialDuplex, SerialLink, SerialOptions } from '../../../src/ports/links.ts';
import type { Ending } from './scripted-source.ts';
import { scripted } from './scripted-source.ts';

/** A serial port that says its lines and then falls silent or goes away. */
export class FakeSerial implements SerialLink {
  readonly opened: SerialOptions[] = [];
  readonly #lines: readonly string[];
  readonly #ending: Ending;

  constructor(lines: readonly string[], ending: Ending = 'stall') {
    this.#lines = lines;
    this.#ending = ending;
  }

  lines(options: SerialOptions, signal: AbortSignal): AsyncIterable<string> {
    this.opened.push(options);
    return scripted(this.#lines, this.#ending, signal);
  }

  openDuplex(): Promise<SerialDuplex> {
    return Promise.reject(new Error('this port only speaks'));
  }
}

/** Answers each request with what `answer` gives, in chunks; undefined is silence. */
export class FakeDuplex implements SerialDuplex {
  readonly requests: Uint8Array[] = [];
  closed = false;
  readonly #answer: (request: Uint8Array) => readonly Uint8Array[] | undefined;
  #waiting: Uint8Array[] = [];
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(answer: (request: Uint8Array) => readonly Uint8Array[] | undefined) {
    this.#answer = answer;
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunks = this.#waiting;
      this.#waiting = [];
      yield* chunks;
      if (this.#failure !== undefined) throw this.#failure;
      if (this.closed) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  write(bytes: Uint8Array): Promise<void> {
    this.requests.push(bytes);
    this.say(...(this.#answer(bytes) ?? []));
    return Promise.resolve();
  }

  /** Bytes that come without being asked for, or late. */
  say(...chunks: readonly Uint8Array[]): void {
    this.#waiting.push(...chunks);
    this.#wake?.();
  }

  close(): Promise<void> {
    this.closed = true;
    this.#wake?.();
    return Promise.resolve();
  }

  pull(failure: Error): void {
    this.#failure = failure;
    this.#wake?.();
  }
}
