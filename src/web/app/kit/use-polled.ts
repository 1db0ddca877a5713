import { useEffect, useRef, useState } from 'preact/hooks';

export interface Polled<T> {
  /** Undefined until the first answer. The last one while the connection is lost: the strip says so. */
  readonly value: T | undefined;
  readonly set: (value: T | undefined) => void;
  /** Asks at once. Resolves when the answer is there, or failed. */
  readonly load: () => Promise<void>;
}

/**
 * Asks at once and then again and again while the page is looked at. Another `key` asks anew, and drops a late answer to the
 * old question. An empty or false key asks nothing.
 */
export function usePolled<T>(
  ask: () => Promise<T>,
  everyMs: number,
  key: string | boolean = true,
): Polled<T> {
  const [value, set] = useState<T>();
  const asked = useRef(ask);
  asked.current = ask;
  /** Answers to the questions of an earlier round come too late. */
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
