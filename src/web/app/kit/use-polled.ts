import { useEffect, useRef, useState } from 'preact/hooks';

export interface Polled<T> {
  /**
   * The last answer. Undefined until the first. While the connection is lost it stays, and the strip says that it is
   * old.
   */
  readonly value: T | undefined;
  readonly set: (value: T | undefined) => void;
  /** Requests immediately. Resolves when the answer has arrived, or the request has failed. */
  readonly load: () => Promise<void>;
}

/**
 * Sends a request immediately, and again every `everyMs` while the page is visible. A new `key` starts again, and drops
 * answers to earlier requests. With an empty or false key, nothing is requested.
 */
export function usePolled<T>(
  ask: () => Promise<T>,
  everyMs: number,
  key: string | boolean = true,
): Polled<T> {
  const [value, set] = useState<T>();
  const asked = useRef(ask);
  asked.current = ask;
  /** Number of the present key's round. An answer to a request of an earlier round is dropped. */
  const round = useRef(0);
  const load = useRef(async () => {
    const own = round.current;
    await asked.current().then(
      (answer) => {
        if (round.current === own) set(answer);
      },
      () => undefined,
    );
  }).current;
  useEffect(() => {
    if (key === '' || key === false) return;
    void load();
    const timer = setInterval(() => {
      if (!document.hidden) void load();
    }, everyMs);
    return () => {
      clearInterval(timer);
      round.current += 1;
    };
  }, [key]);
  return { value, set, load };
}
