/** A week of a supermarket's minutes is some 30 MB: no gateway has more to say at once, and 4 kB a minute from then on. */
const MOST_BYTES = 40_000_000;
const BYTES_A_SECOND = 20_000;
/** A refused row costs a place among the dead letters, and the receiver a look at every part of it. */
const REFUSED_BYTES = 100_000;
/** Names come from topics, of which a broker without rights lets anybody invent many. */
const MOST_SENDERS = 100_000;

interface Account {
  readonly usedBytes: number;
  readonly atMs: number;
}

/**
 * What each sender may still make this receiver read. A gateway that sends unusable messages, or too many, is read again
 * after it has been quiet for a while. It harms its own numbers alone. The receiver asks for their missing rows later.
 */
export class SenderLimits {
  readonly #accounts = new Map<string, Account>();
  readonly #unread = new Map<string, number>();
  readonly #monotonicMs: () => number;

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  /** Whether a message of so many bytes is read; one that is not is counted. */
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

  /** Senders with the number of their unread messages since the last call. */
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

  /** Never above the most: a gateway that sends good messages again is read at once. */
  #charge(sender: string, bytes: number): void {
    const usedBytes = Math.min(MOST_BYTES, this.#used(sender) + bytes);
    this.#accounts.set(sender, { usedBytes, atMs: this.#monotonicMs() });
    const [oldest] = this.#accounts.keys();
    if (this.#accounts.size > MOST_SENDERS && oldest !== undefined) this.#accounts.delete(oldest);
  }
}
