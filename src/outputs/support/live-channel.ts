/** A display that reads a channel. */
export interface LiveReader {
  /** `key` names what the message replaces. */
  put(key: string, data: string): void;
}

/** What the server of live channels asks of one channel. */
export interface LiveChannel {
  readonly channel: string;
  /** Origins of pages that may read it. */
  readonly allowedOrigins: readonly string[];
  /** Whether the display sent the channel's key. */
  accepts(key: string | undefined): boolean;
  /** Undefined when there are too many displays; otherwise what ends it. The whole state comes first. */
  add(reader: LiveReader): (() => void) | undefined;
  /** A message was replaced by a newer one, because the display is slow. */
  dropped(): void;
}
