import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../ports/log.ts';
import { Batcher } from './batcher.ts';
import type { CloudDatabase } from './database.ts';
import type { ParsedMessage } from './parse-message.ts';
import { toDeadLetter, toRows } from './parse-message.ts';

/** A message as it came, and what was read from it. */
export interface Received {
  readonly topic: string;
  readonly text: string;
  readonly incoming: ParsedMessage;
}

export interface WriterCounts {
  windows: number;
  deadLetters: number;
  failedBatches: number;
}

export interface RetryingWriterOptions {
  readonly database: Pick<CloudDatabase, 'write'>;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly counts: WriterCounts;
}

const MAX_BATCH_ROWS = 500;
const RETRY_MS = 2_000;

/**
 * Classes of SQLSTATE that lie in the data and come again with every try: 22 data exception, 23 integrity, 54 limits. What the
 * contract allows and PostgreSQL cannot hold is among them: a NUL in a text, the year 0.
 */
const LIES_IN_DATA = /^(22|23|54)/;

/** Writes messages in batches; waits for a database that is away, and sets aside what no database would take. */
export class RetryingWriter {
  readonly #parts: RetryingWriterOptions;
  readonly #batcher: Batcher<Received>;
  #isAway = false;

  constructor(parts: RetryingWriterOptions) {
    this.#parts = parts;
    this.#batcher = new Batcher(
      (items) => this.#persist(items),
      MAX_BATCH_ROWS,
      (item) => toRows(item.incoming),
    );
  }

  /** Resolves when the message is written or set aside; rejects when the writer is stopped before. */
  write(item: Received): Promise<void> {
    return this.#batcher.add(item);
  }

  async #persist(items: readonly Received[]): Promise<void> {
    const { log, signal, counts } = this.#parts;
    for (;;) {
      try {
        await this.#writeOrDivide(items);
        if (this.#isAway) log.info({}, 'the database takes batches again');
        this.#isAway = false;
        return;
      } catch (error) {
        counts.failedBatches += 1;
        if (!this.#isAway)
          log.error({ err: error }, 'the database did not take a batch; trying until it does');
        this.#isAway = true;
        await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) throw error;
      }
    }
  }

  /** One message that cannot be stored must not hold up the others of its batch. */
  async #writeOrDivide(items: readonly Received[]): Promise<void> {
    try {
      await this.#store(items.map(({ incoming }) => incoming));
    } catch (error) {
      if (!isInData(error)) throw error;
      const [first] = items;
      if (items.length > 1) {
        const middle = Math.ceil(items.length / 2);
        await this.#writeOrDivide(items.slice(0, middle));
        await this.#writeOrDivide(items.slice(middle));
      } else if (first !== undefined) {
        await this.#store([toDeadLetter(first.topic, first.text, `not to be stored: ${error.message}`)]);
      }
    }
  }

  async #store(messages: readonly ParsedMessage[]): Promise<void> {
    const { database, counts } = this.#parts;
    await database.write(messages);
    for (const { windows, dead } of messages) {
      counts.windows += windows.length;
      counts.deadLetters += dead.length;
    }
  }
}

function isInData(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && LIES_IN_DATA.test(String(error.code));
}
