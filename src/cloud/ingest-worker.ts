import { setTimeout as sleep } from 'node:timers/promises';
import type { MqttClient } from 'mqtt';
import type { Log } from '../ports/log.ts';
import type { ReceiverOptions } from './broker-session.ts';
import { openSessions } from './broker-session.ts';
import type { CloudDatabase } from './database.ts';
import { toSender, toUnreadLetter } from './dead-letter.ts';
import { GapRequester } from './gap-requester.ts';
import { HeldMessages } from './held-messages.ts';
import { parseMessage, refuse } from './messages/parse-message.ts';
import { RetryingWriter } from './retrying-writer.ts';
import { SenderLimits } from './sender-limits.ts';

export interface IngestWorkerOptions {
  readonly options: ReceiverOptions;
  readonly database: Pick<CloudDatabase, 'write' | 'holes' | 'claim' | 'rollUp'>;
  readonly log: Log;
  /** Wall-clock time in ms, against which the times of rows are checked. */
  readonly now: () => number;
}

export interface ReceiverCounts {
  readonly messages: number;
  readonly rows: number;
  readonly deadLetters: number;
  /** Messages that were skipped, because their gateway exceeded its limit. */
  readonly unread: number;
  /** Messages with another major version of the contract. */
  readonly foreignVersions: number;
  readonly failedBatches: number;
  /** Ranges of missing row numbers that were requested from gateways. */
  readonly rangesAsked: number;
  /** Messages that wait for their transaction to commit. `oldestHeldSeconds` is the longest present wait. */
  readonly held: number;
  readonly oldestHeldSeconds: number;
  /** Seconds by which roll-ups are behind the rows. */
  readonly rollupLagSeconds: number;
}

export interface IngestWorker {
  counts(): ReceiverCounts;
  close(): Promise<void>;
}

/** Largest number of senders that one log line about unread messages names. */
const MOST_NAMED = 5;
/** When a message waits longer than this, the worker logs an alarm: the database is slow or unreachable. */
const ALARM_SECONDS = 60;
const LOOK_EVERY_MS = 10_000;
/**
 * Interval between updates of the roll-ups. They are behind the rows by at most this interval plus the duration of an
 * update.
 */
const ROLL_UP_EVERY_MS = 10_000;

/**
 * Reads the messages of all gateways through a shared subscription and writes them to the database. Each message is
 * acknowledged after its transaction, even if parts were refused. If the acknowledgement gets lost, the message arrives
 * again, and writing it again has no effect.
 */
export async function openIngestWorker({
  options,
  database,
  log,
  now,
}: IngestWorkerOptions): Promise<IngestWorker> {
  const stop = new AbortController();
  const receipt = new Receipt({ database, log, signal: stop.signal, now });
  const clients = await openSessions(options, (topic, payload) => receipt.accept(topic, payload));
  const asker = new GapRequester({
    ...{ database, log, key: options.commandKey, everySeconds: options.askEverySeconds },
    publish: (topic, text, expirySeconds) => publish(clients, topic, text, expirySeconds),
  });
  const { signal } = stop;
  let rollupLagSeconds = 0;
  const rollUp = async () => {
    rollupLagSeconds = await database.rollUp(signal);
  };
  const rounds = [
    // Half of `askEverySeconds`, because a gap is requested only if the round before has found it too.
    repeat(() => asker.round(), options.askEverySeconds * 500, { log, signal }),
    repeat(async () => receipt.alarm(), LOOK_EVERY_MS, { log, signal }),
    repeat(() => receipt.countUnread(), LOOK_EVERY_MS, { log, signal }),
    repeat(rollUp, ROLL_UP_EVERY_MS, { log, signal }),
  ];
  log.info({ group: options.group, connections: clients.length }, 'receiving');
  return {
    counts: () => ({ ...receipt.counts(), rangesAsked: asker.asked, rollupLagSeconds }),
    close: async () => {
      stop.abort();
      await Promise.all(rounds);
      await receipt
        .countUnread()
        .catch((error: unknown) => log.warn({ err: error }, 'unread messages were not counted'));
      await Promise.all(clients.map((client) => client.endAsync(true)));
    },
  };
}

interface ReceiptOptions {
  readonly database: Pick<CloudDatabase, 'write'>;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/** Takes each message from its arrival to its commit. */
class Receipt {
  readonly #counts = {
    messages: 0,
    rows: 0,
    deadLetters: 0,
    unread: 0,
    foreignVersions: 0,
    failedBatches: 0,
  };
  readonly #limits = new SenderLimits(() => performance.now());
  readonly #held = new HeldMessages(() => performance.now());
  readonly #writer: RetryingWriter;
  readonly #log: Log;
  readonly #now: () => number;
  #isLate = false;

  constructor({ database, log, signal, now }: ReceiptOptions) {
    this.#writer = new RetryingWriter({ database, log, counts: this.#counts, signal });
    this.#log = log;
    this.#now = now;
  }

  /**
   * Resolves when the message is committed. If the sender exceeded its limit, resolves immediately without reading the
   * message. Rejects when the worker stops before the commit.
   */
  async accept(topic: string, payload: Buffer): Promise<void> {
    this.#counts.messages += 1;
    const sender = toSender(topic);
    if (!this.#limits.admits(sender, payload.length)) return;
    const release = this.#held.hold();
    const message = parseMessage(topic, payload, this.#now());
    this.#limits.chargeRefused(sender, message.dead.length);
    if (message.dead.some(({ reason }) => reason.startsWith('foreign'))) this.#reportForeign(topic);
    try {
      await this.#writer.write(sender, message);
    } finally {
      release();
    }
  }

  counts(): Omit<ReceiverCounts, 'rangesAsked' | 'rollupLagSeconds'> {
    return { ...this.#counts, held: this.#held.count, oldestHeldSeconds: this.#held.oldestSeconds };
  }

  alarm(): void {
    const isLate = this.#held.oldestSeconds > ALARM_SECONDS;
    if (isLate && !this.#isLate)
      this.#log.error({ held: this.#held.count }, 'messages wait for their transaction for over a minute');
    this.#isLate = isLate;
  }

  /** Counts the messages that ingest skipped because of its limits, in one dead letter per sender. */
  async countUnread(): Promise<void> {
    const unread = this.#limits.takeUnread();
    if (unread.length === 0) return;
    const messages = unread.reduce((sum, [, count]) => sum + count, 0);
    this.#counts.unread += messages;
    this.#log.warn(
      { messages, senders: unread.slice(0, MOST_NAMED).map(([sender]) => sender) },
      'gateways send more than they may: their messages are not read',
    );
    const letters = unread.map(([sender, count]) => toUnreadLetter(sender, count));
    await this.#writer.write('', refuse(...letters));
  }

  /** Logs only the 1st, 2nd, 4th, 8th … message: every message of such a gateway has another version. */
  #reportForeign(topic: string): void {
    this.#counts.foreignVersions += 1;
    if (Math.log2(this.#counts.foreignVersions) % 1 === 0)
      this.#log.warn(
        { topic: topic.slice(0, 200), refused: this.#counts.foreignVersions },
        'a gateway sends another major version of the contract',
      );
  }
}

async function publish(clients: readonly MqttClient[], topic: string, text: string, expirySeconds: number) {
  await clients[0]?.publishAsync(topic, text, {
    qos: 1,
    properties: { messageExpiryInterval: expirySeconds },
  });
}

async function repeat(
  round: () => Promise<void>,
  everyMs: number,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    await round().catch((error: unknown) => log.warn({ err: error }, 'a round of the receiver failed'));
  }
}
