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
  /** Wall-clock ms, which times of rows are judged by. */
  readonly now: () => number;
}

export interface ReceiverCounts {
  readonly messages: number;
  readonly rows: number;
  readonly deadLetters: number;
  /** Dead letters that were not parsed, because their gateway sent more than its share. */
  readonly unread: number;
  /** Messages of another major version of the contract. */
  readonly foreignVersions: number;
  readonly failedBatches: number;
  /** Ranges of sequence numbers that gateways were asked for. */
  readonly rangesAsked: number;
  /** Messages that wait for their transaction, and how long the oldest has. */
  readonly held: number;
  readonly oldestHeldSeconds: number;
  /** By how much roll-ups are behind the rows. */
  readonly rollupLagSeconds: number;
}

export interface IngestWorker {
  counts(): ReceiverCounts;
  close(): Promise<void>;
}

/** How many senders of unread messages a line of the log names. */
const MOST_NAMED = 5;
/** A message that waits for longer is no longer the database's ordinary pace. */
const ALARM_SECONDS = 60;
const LOOK_EVERY_MS = 10_000;
/** Roll-ups are behind by this and what a round takes. */
const ROLL_UP_EVERY_MS = 10_000;

/**
 * Reads what gateways publish through a shared subscription and writes it to the database. A message is acknowledged after
 * its transaction committed, also when it was refused. One that was written and not acknowledged comes again and changes nothing.
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
    // Half as often as a gateway may be asked: a hole must have stood for a round.
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

/** From a message's bytes to its commit. */
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
   * Resolves when all of the message is committed, or at once when its sender sent more than it may; rejects when the worker
   * is stopped before.
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

  /** Unread messages become one dead letter a sender. */
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

  /** Once in a while: every message of such a gateway is one. */
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
