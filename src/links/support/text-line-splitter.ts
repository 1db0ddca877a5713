const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Splits bytes into text lines of at most `maxBytes`. A longer line is dropped up to its end. Reads each byte once. CR
 * and LF each end a line, and empty lines are dropped: devices with CR, LF or CRLF therefore all work. Each byte
 * becomes one Latin-1 character, so that noise stays recognisable.
 */
export class TextLineSplitter {
  readonly #carry: Buffer;
  #carried = 0;
  /** True while the rest of a line is skipped, because the line is too long or has lost bytes. */
  #skipping = false;

  constructor(maxBytes: number) {
    this.#carry = Buffer.allocUnsafe(maxBytes);
  }

  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte !== LINE_FEED && byte !== CARRIAGE_RETURN) continue;
      this.#endLine(chunk, start, at, lines);
      start = at + 1;
    }
    this.#keep(chunk, start, chunk.length);
    return lines;
  }

  /** Drops the line in progress: bytes were lost, so the line is incomplete. */
  skip(): void {
    this.#carried = 0;
    this.#skipping = true;
  }

  #endLine(chunk: Buffer, start: number, end: number, lines: string[]): void {
    const fits = !this.#skipping && this.#carried + end - start <= this.#carry.length;
    if (fits && this.#carried + end - start > 0) {
      lines.push(this.#carry.toString('latin1', 0, this.#carried) + chunk.toString('latin1', start, end));
    }
    this.#carried = 0;
    this.#skipping = false;
  }

  #keep(chunk: Buffer, start: number, end: number): void {
    if (this.#skipping || start === end) return;
    if (this.#carried + end - start > this.#carry.length) {
      this.skip();
    } else {
      this.#carried += chunk.copy(this.#carry, this.#carried, start, end);
    }
  }
}
