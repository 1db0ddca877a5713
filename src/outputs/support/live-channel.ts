/** A display that reads a channel. */
export interface LiveReader {
  /** Sends a message. If an earlier message with the same `key` is still unsent, this one replaces it. */
  put(key: string, data: string): void;
}

export interface LiveChannel {
  readonly channel: string;
  /** Origins of web pages that may read the channel. */
  readonly allowedOrigins: readonly string[];
  /** Returns whether the display sent the channel's key. */
  accepts(key: string | undefined): boolean;
  /**
   * Adds a display and sends it the newest messages. Returns the function that removes it; undefined if there are too
   * many.
   */
  add(reader: LiveReader): (() => void) | undefined;
  /** Counts a message that was not sent to a slow display, because a newer message replaced it. */
  dropped(): void;
}
