import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../ports/log.ts';
import { CONTRACT_VERSION } from '../ports/messages/fields.ts';
import { Batcher } from './batcher.ts';
import type { CloudDatabase } from './database.ts';
import { toDeadLetter } from './dead-letter.ts';
import type { GapRow, ParsedMessage, WrittenRow } from './messages/parse-message.ts';
import { joinParsed, refuse } from './messages/parse-message.ts';

export interface WriterCounts {
  rows: number;
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
 * Classes of SQLSTATE for errors that the data causes, so that every attempt fails: 21 repeated row, 22 data exception,
 * 23 integrity, 54 limits. The contract allows some values that PostgreSQL refuses, such as the year 0.
 */
const LIES_IN_DATA = /^(21|22|23|54)/;
/**
 * SQLSTATE of a deadlock: two workers waited for each other, and PostgreSQL aborted this one. The next attempt needs no
 * wait.
 */
const DEADLOCK = '40P01';

/**
 * Writes messages in batches. Waits while the database is unreachable. Turns rows that the database refuses into dead
 * letters.
 */
export class RetryingWriter {
  readonly #options: RetryingWriterOptions;
  readonly #batcher: Batcher<ParsedMessage>;
  #isAway = false;

  constructor(options: RetryingWriterOptions) {
    this.#options = options;
    this.#batcher = new Batcher((items) => this.#persist(joinParsed(items)), MAX_BATCH_ROWS, countParts);
  }

  /**
   * Resolves when the message is written or is a dead letter. Rejects when the writer stops before. Senders take turns.
   */
  write(sender: string, message: ParsedMessage): Promise<void> {
    return this.#batcher.add(sender, message);
  }

  async #persist(batch: ParsedMessage): Promise<void> {
    const { log, signal, counts } = this.#options;
    for (;;) {
      try {
        await this.#writeOrDivide(batch);
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

  /**
   * Writes a batch. If its data is refused, writes the halves separately, again and again, until only the bad row is
   * left.
   */
  async #writeOrDivide(batch: ParsedMessage): Promise<void> {
    try {
      await this.#store(batch);
    } catch (error) {
      const code = codeOf(error);
      if (code === DEADLOCK) return this.#writeOrDivide(batch);
      if (!(error instanceof Error) || !LIES_IN_DATA.test(code)) throw error;
      const parts = splitParts(batch);
      const [only] = parts;
      if (only !== undefined && parts.length === 1) return this.#setAside(only, error);
      const middle = Math.ceil(parts.length / 2);
      await this.#writeOrDivide(joinParsed(parts.slice(0, middle)));
      await this.#writeOrDivide(joinParsed(parts.slice(middle)));
    }
  }

  /** Stores the row as a dead letter and marks its number as refused, so that it is not requested again. */
  async #setAside({ rows, gaps, dead }: ParsedMessage, error: Error): Promise<void> {
    const [item] = [...rows, ...gaps];
    if (item === undefined) throw new Error('a dead letter was not taken', { cause: error });
    const { tenant, store, gateway } = item;
    const stream = 'stream' in item ? item.stream : 'response';
    const topic = `lintel/v${CONTRACT_VERSION}/${tenant}/${store}/${gateway}/${stream}`;
    const letter = toDeadLetter(topic, `not to be stored: ${error.message}`, JSON.stringify(item));
    try {
      await this.#store({ rows: [], gaps: writeOff(rows), dead: [...dead, letter] });
    } catch (failure) {
      // This gateway has too many gaps, so the database refuses another. Stores only the dead letter.
      if (!LIES_IN_DATA.test(codeOf(failure))) throw failure;
      await this.#store(refuse(...dead, letter));
    }
  }

  async #store(batch: ParsedMessage): Promise<void> {
    const { database, counts } = this.#options;
    await database.write(batch);
    counts.rows += batch.rows.length;
    counts.deadLetters += batch.dead.reduce((sum, { count }) => sum + count, 0);
  }
}

function countParts({ rows, gaps, dead }: ParsedMessage): number {
  return rows.length + gaps.length + dead.length;
}

function writeOff(rows: readonly WrittenRow[]): GapRow[] {
  return rows.flatMap(({ tenant, store, gateway, row }) => {
    const seq = 'seq' in row ? Number(row.seq) : 0;
    return seq > 0 ? [{ tenant, store, gateway, fromSeq: seq, toSeq: seq, reason: 'refused' }] : [];
  });
}

/**
 * Splits a batch into single rows, gaps and dead letters. Rows are ordered by sender, because bad rows usually come
 * from one sender.
 */
function splitParts({ rows, gaps, dead }: ParsedMessage): ParsedMessage[] {
  const bySender = [
    ...Map.groupBy(rows, (row) => `${row.tenant}/${row.store}/${row.gateway}`).values(),
  ].flat();
  return [
    ...bySender.map((row) => ({ rows: [row], gaps: [], dead: [] })),
    ...gaps.map((gap) => ({ rows: [], gaps: [gap], dead: [] })),
    ...dead.map((letter) => refuse(letter)),
  ];
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
