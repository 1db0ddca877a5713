import type { ReadonlySignal } from '@preact/signals-core';
import { useEffect, useState } from 'preact/hooks';

/** Returns the signal's value. Renders the component again after each change of it. */
export function useValue<T>(source: ReadonlySignal<T>): T {
  const [value, setValue] = useState<{ readonly now: T }>({ now: source.peek() });
  useEffect(() => source.subscribe((now) => setValue((old) => (old.now === now ? old : { now }))), [source]);
  return value.now;
}
