/**
 * Limits per sender. A week of a supermarket's windows has about 30 MB, which is the most that a gateway sends at once.
 * Afterwards it needs 4 kB a minute.
 */
const MOST_BYTES = 40_000_000;
const BYTES_A_SECOND = 20_000;
/** Cost of a refused row in bytes: it takes a dead letter, and ingest checks every part of it. */
const REFUSED_BYTES = 100_000;
/** Most senders remembered. Names come from topics, and a broker without access rights lets clients invent many. */
const MOST_SENDERS = 100_000;

interface Account {
  readonly usedBytes: number;
  readonly atMs: number;
}

/**
 * Limits what ingest reads from each sender. It stops reading a gateway that sends unusable or too many messages, and
 * reads it again after a quiet while. Only the gateway's own counts suffer, and ingest later asks for the missing rows.
 */
export class SenderLimits {
  readonly #accounts = new Map<string, Account>();
  readonly #unread = new Map<string, number>();
  readonly #monotonicMs: () => number;

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  /** Returns whether ingest reads a message of this size. It counts messages that it does not read. */
  admits(sender: string, bytes: number): boolean {
    const isRead = this.#used(sender) + bytes <= MOST_BYTES;
    if (isRead) this.#charge(sender, bytes);
    else this.#unread.set(sender, (this.#unread.get(sender) ?? 0) + 1);
    return isRead;
  }

  /** Charges the sender for rows or messages that were parsed and then refused. */
  chargeRefused(sender: string, count: number): void {
    if (count > 0) this.#charge(sender, count * REFUSED_BYTES);
  }

  /** Senders with their number of unread messages since the last call. */
  takeUnread(): [sender: string, messages: number][] {
    const unread = [...this.#unread];
    this.#unread.clear();
    for (const sender of [...this.#accounts.keys()])
      if (this.#used(sender) === 0) this.#accounts.delete(sender);
    return unread;
  }

  #used(sender: string): number {
    const account = this.#accounts.get(sender);
    if (account === undefined) return 0;
    const seconds = (this.#monotonicMs() - account.atMs) / 1000;
    return Math.max(0, account.usedBytes - seconds * BYTES_A_SECOND);
  }

  /** Adds to the used bytes, up to the limit, so that a gateway with good messages again is soon read. */
  #charge(sender: string, bytes: number): void {
    const usedBytes = Math.min(MOST_BYTES, this.#used(sender) + bytes);
    this.#accounts.set(sender, { usedBytes, atMs: this.#monotonicMs() });
    const [oldest] = this.#accounts.keys();
    if (this.#accounts.size > MOST_SENDERS && oldest !== undefined) this.#accounts.delete(oldest);
  }
}
