import { GatewayError } from '../core/model/gateway-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventStore, OutboxRow } from '../ports/event-store.ts';
import type { Log } from '../ports/log.ts';
import { MOST_MESSAGE_BYTES } from '../ports/messages/fields.ts';
import type { UplinkIdentity, UplinkSettings } from '../ports/uplink.ts';
import { AnswerTimer } from './answer-timer.ts';
import { backOff } from './back-off.ts';
import { InFlightLimit, RateLimit } from './in-flight-limit.ts';
import { encodeMessage, encodeRow } from './payloads.ts';
import type { PubackFailure } from './puback-failure.ts';
import { classifyPuback } from './puback-failure.ts';
import type { Session } from './session.ts';
import type { Topics } from './topics.ts';

export interface OutboxDrainOptions {
  readonly store: EventStore;
  readonly settings: UplinkSettings;
  readonly identity: UplinkIdentity;
  readonly topics: Topics;
  readonly session: Session;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly sent: (rows: number) => void;
  /** Reports that the broker refused a message, and why. */
  readonly refused: (detail: string) => void;
  /** Reports that a row was parked, because the broker will never accept it. */
  readonly parked: () => void;
  /** Reports that a message was not acknowledged in time. The connection must then end. */
  readonly overdue: () => void;
}

/** Rows for one message, and the text of each. */
interface Batch {
  readonly rows: OutboxRow[];
  readonly texts: string[];
}

/** Bytes of a PUBLISH packet in addition to topic and payload: type, lengths, packet id and properties. */
const PACKET_OVERHEAD_BYTES = 16;
/** Largest number of bytes of a message in addition to its rows. */
const ENVELOPE_BYTES = 400;
/** Largest number of attempts to send a row that the broker refuses, unless it says that the refusal is final. */
const MAX_TRIES = 5;
const MOST_ROWS = 500;
const UNREADABLE_WAIT_MS = 60_000;
/** Longest pause after refusals. When the broker accepts messages again, the backlog follows within two minutes. */
const MAX_PAUSE_MS = 60_000;
/** Longest wait for an acknowledgement, in ms. The largest message takes 25 s on a line of 32 kbit/s. */
const ACKNOWLEDGE_MS = 45_000;

/**
 * Sends the outbox over one connection. New windows go first, and one place in flight is reserved for them. The backlog
 * follows, oldest first and at a limited rate. A row leaves the outbox when the broker acknowledges it. Rows
 * unacknowledged at a disconnect are sent again on the next connection.
 */
export class OutboxDrain {
  readonly #parts: OutboxDrainOptions;
  readonly #pace: InFlightLimit;
  readonly #rate: RateLimit;
  /** Rows with a higher number than this were committed since the connection began. */
  readonly #liveAbove: number;
  /** Numbers of rows not to send now: they are in flight, or too large for this broker. */
  readonly #busy = new Set<number>();
  /**
   * Number of failed attempts per row. A row that the broker refused is then sent alone, so that it does not block
   * others.
   */
  readonly #tries = new Map<number, number>();
  readonly #stop = new AbortController();
  readonly #timer: AnswerTimer;
  #pauses: Generator<number, never>;
  #pausedUntilMs = 0;
  #messages = 0;
  #held = 0;
  #live = false;
  #rowBytes = 1000;
  #isPumpDue = false;
  #emptied: (() => void) | undefined;

  constructor(parts: OutboxDrainOptions) {
    this.#parts = parts;
    const { limits } = parts.session;
    const overhead = PACKET_OVERHEAD_BYTES + Buffer.byteLength(parts.topics.meaning);
    const maximumMessageBytes = limits.maximumPacketBytes - overhead;
    this.#pace = new InFlightLimit({ receiveMaximum: limits.receiveMaximum, maximumMessageBytes });
    this.#rate = new RateLimit(parts.settings.drainMessagesPerSecond, parts.clock.monotonicMs());
    const limitMs = parts.settings.acknowledgeMs ?? ACKNOWLEDGE_MS;
    this.#timer = new AnswerTimer({ ...parts, limitMs, signal: this.#stop.signal });
    this.#liveAbove = parts.store.status().newestSeq;
    this.#pauses = this.#newPauses();
  }

  get inFlight(): number {
    return this.#messages;
  }

  /** Number of rows that the broker cannot accept because they are too large. */
  get heldRows(): number {
    return this.#held;
  }

  nudge(): void {
    this.#live = true;
    this.pump();
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Resolves when no message is in flight any more. */
  emptied(): Promise<void> {
    if (this.#messages === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#emptied = resolve;
    });
  }

  /** Sends messages until the in-flight limit is reached or the outbox is empty. */
  pump(): void {
    try {
      while (!this.#stop.signal.aborted && this.#sendNext()) {
        // The loop is empty, because `#sendNext` sends the messages.
      }
    } catch (error) {
      // The outbox cannot be read from disk. The gateway must keep running, so the drain tries again later.
      if (!(error instanceof GatewayError)) throw error;
      this.#parts.log.warn({ code: error.code }, error.message);
      this.#pumpAfter(UNREADABLE_WAIT_MS);
    }
  }

  /** Sends one message. Returns false when nothing can be sent until an acknowledgement, a commit or a timer. */
  #sendNext(): boolean {
    const waitMs = this.#pausedUntilMs - this.#parts.clock.monotonicMs();
    if (waitMs > 0) {
      this.#pumpAfter(waitMs);
      return false;
    }
    const live = this.#nextLive();
    if (live === undefined) return this.#sendBacklog();
    this.#send(live);
    return true;
  }

  #nextLive(): Batch | undefined {
    const limit = Math.min(this.#pace.inFlight + 1, this.#pace.mostInFlight);
    if (!this.#live || this.#messages >= limit) return undefined;
    const newest = this.#parts.store.pending('newest-first', MOST_ROWS / 10, this.#busy);
    const batch = this.#createBatch(newest.filter(({ seq }) => seq > this.#liveAbove).toReversed());
    this.#live = batch !== undefined;
    return batch;
  }

  #sendBacklog(): boolean {
    const { store, clock } = this.#parts;
    const limit = Math.min(this.#pace.inFlight, Math.max(1, this.#pace.mostInFlight - 1));
    if (this.#messages >= limit) return false;
    const wanted = Math.min(MOST_ROWS, Math.ceil(this.#pace.messageBytes / this.#rowBytes) + 1);
    const oldest = store.pending('oldest-first', wanted, this.#busy);
    if (oldest.length === 0) return false;
    const waitMs = this.#rate.takePermit(clock.monotonicMs());
    if (waitMs > 0) {
      this.#pumpAfter(waitMs);
      return false;
    }
    const batch = this.#createBatch(oldest);
    if (batch !== undefined) this.#send(batch);
    return true;
  }

  /**
   * Takes as many of the first rows as fit into one message. All have the same boot and lane, and so the same topic.
   * A row that the broker has refused before gets its own message.
   */
  #createBatch(candidates: readonly OutboxRow[]): Batch | undefined {
    const { session, log } = this.#parts;
    const { rows, texts }: Batch = { rows: [], texts: [] };
    let bytes = ENVELOPE_BYTES;
    for (const row of candidates) {
      const [first] = rows;
      const text = encodeRow(row);
      const rowBytes = Buffer.byteLength(text) + 1;
      this.#rowBytes += (rowBytes - this.#rowBytes) / 16;
      if (rowBytes + ENVELOPE_BYTES > Math.min(session.limits.maximumPacketBytes, MOST_MESSAGE_BYTES)) {
        this.#busy.add(row.seq);
        this.#held += 1;
        log.error(
          { seq: row.seq, rowBytes },
          'a row is larger than the broker accepts: raise its packet size',
        );
        continue;
      }
      if (first !== undefined && !this.#mayJoin(first, row, bytes + rowBytes)) break;
      rows.push(row);
      texts.push(text);
      bytes += rowBytes;
    }
    return rows.length === 0 ? undefined : { rows, texts };
  }

  #mayJoin(first: OutboxRow, row: OutboxRow, bytes: number): boolean {
    if (this.#tries.has(first.seq) || this.#tries.has(row.seq)) return false;
    return first.lane === row.lane && first.bootId === row.bootId && bytes <= this.#pace.messageBytes;
  }

  #send({ rows, texts }: Batch): void {
    const { topics, session, clock } = this.#parts;
    const [first] = rows;
    if (first === undefined) return;
    const sentMs = clock.monotonicMs();
    for (const { seq } of rows) this.#busy.add(seq);
    this.#messages += 1;
    const topic = topics[first.lane];
    const payload = encodeMessage(first, texts);
    this.#timer.sent(first.seq);
    // Retained: later subscribers need the definitions to understand the counts.
    const retain = first.lane === 'meaning' && session.limits.retainAvailable;
    session.publish({ topic, payload, retain }, (reason) => {
      this.#timer.answered(first.seq);
      this.#answered({ rows, texts }, sentMs, reason);
    });
  }

  #answered({ rows, texts }: Batch, sentMs: number, reason: number): void {
    const { store, clock, sent } = this.#parts;
    this.#messages -= 1;
    for (const { seq } of rows) this.#busy.delete(seq);
    const refusal = classifyPuback(reason);
    if (refusal === undefined) {
      store.acknowledge(rows.map(({ seq }) => seq));
      for (const { seq } of rows) this.#tries.delete(seq);
      this.#pace.answered(clock.monotonicMs() - sentMs);
      this.#pauses = this.#newPauses();
      sent(rows.length);
    } else {
      if (refusal.tooLarge === true && rows.length > 1) this.#pace.refusedSize(getBatchBytes(texts));
      else this.#refused(rows, refusal);
    }
    if (this.#messages === 0) this.#emptied?.();
    this.pump();
  }

  #refused(rows: readonly OutboxRow[], { rowsAtFault, forGood, detail }: PubackFailure): void {
    const { store, clock, log } = this.#parts;
    const [first] = rows;
    if (rowsAtFault && rows.length > 1) {
      for (const { seq } of rows) this.#tries.set(seq, 0);
    } else if (rowsAtFault && first !== undefined) {
      const tries = (this.#tries.get(first.seq) ?? 0) + 1;
      this.#tries.set(first.seq, tries);
      if (forGood || tries >= MAX_TRIES) {
        store.park(first.seq, detail);
        log.error({ seq: first.seq, detail }, 'the broker refuses a row for good: it is kept aside');
        this.#parts.parked();
        this.#tries.delete(first.seq);
      }
    }
    if (forGood) return;
    this.#parts.refused(detail);
    const pauseMs = this.#pauses.next().value;
    this.#pausedUntilMs = clock.monotonicMs() + pauseMs;
    log.warn({ detail, pauseMs }, 'the broker refuses messages');
  }

  #newPauses(): Generator<number, never> {
    const { settings, random } = this.#parts;
    const { firstMs, maxMs } = settings.reconnect;
    return backOff(
      { firstMs: Math.min(1_000, firstMs), maxMs: Math.min(MAX_PAUSE_MS, maxMs), offsetMs: 0, share: 0 },
      random,
    );
  }

  #pumpAfter(waitMs: number): void {
    if (this.#isPumpDue) return;
    this.#isPumpDue = true;
    const { clock } = this.#parts;
    clock
      .sleep(Math.ceil(waitMs), this.#stop.signal)
      .then(() => {
        this.#isPumpDue = false;
        this.pump();
      })
      .catch(() => undefined);
  }
}

function getBatchBytes(texts: readonly string[]): number {
  return texts.reduce((bytes, text) => bytes + Buffer.byteLength(text) + 1, ENVELOPE_BYTES);
}
