/**
 * Limits of what ingest reads from each sender: bytes at once, and bytes a second. The largest backlog is about 30 MB:
 * a supermarket's windows of a week. Without a backlog, a gateway sends only 4 kB a minute.
 */
const MOST_BYTES = 40_000_000;
const BYTES_A_SECOND = 20_000;
/**
 * What a refused row costs of its sender's limit, in bytes: ingest checks every part of it and stores a dead letter.
 */
const REFUSED_BYTES = 100_000;
/**
 * Largest number of senders remembered. Sender names come from topics, and at a broker without access rights a client
 * can invent many.
 */
const MOST_SENDERS = 100_000;

interface Account {
  readonly usedBytes: number;
  readonly atMs: number;
}

/**
 * Limits what ingest reads from each sender. A gateway that sends too many bytes or unusable messages is skipped until
 * it has sent less for a while. This affects only its own counts, and ingest later requests the skipped rows.
 */
export class SenderLimits {
  readonly #accounts = new Map<string, Account>();
  readonly #unread = new Map<string, number>();
  readonly #monotonicMs: () => number;

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  /** Returns whether ingest may read a message of this size. If not, counts the message as unread. */
  admits(sender: string, bytes: number): boolean {
    const isRead = this.#used(sender) + bytes <= MOST_BYTES;
    if (isRead) this.#charge(sender, bytes);
    else this.#unread.set(sender, (this.#unread.get(sender) ?? 0) + 1);
    return isRead;
  }

  /** Charges the sender for rows or messages that were refused after parsing. */
  chargeRefused(sender: string, count: number): void {
    if (count > 0) this.#charge(sender, count * REFUSED_BYTES);
  }

  /** Returns the number of unread messages per sender since the last call. */
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

  /**
   * Adds to the sender's used bytes, but not above the limit. So a gateway that sends good messages again is soon read
   * again.
   */
  #charge(sender: string, bytes: number): void {
    const usedBytes = Math.min(MOST_BYTES, this.#used(sender) + bytes);
    this.#accounts.set(sender, { usedBytes, atMs: this.#monotonicMs() });
    const [oldest] = this.#accounts.keys();
    if (this.#accounts.size > MOST_SENDERS && oldest !== undefined) this.#accounts.delete(oldest);
  }
}
