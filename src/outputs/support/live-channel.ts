/** A display that reads a channel. */
export interface LiveReader {
  /** Sends a message. It replaces an unsent message with the same `key`. */
  put(key: string, data: string): void;
}

export interface LiveChannel {
  readonly channel: string;
  /** Origins of web pages that may read the channel. */
  readonly allowedOrigins: readonly string[];
  /** Returns whether the display sent the channel's key. */
  accepts(key: string | undefined): boolean;
  /** Adds a display and sends it the whole state. Returns the function that removes it; undefined if there are too many. */
  add(reader: LiveReader): (() => void) | undefined;
  /** Counts a message that a newer one replaced, because the display is slow. */
  dropped(): void;
}
