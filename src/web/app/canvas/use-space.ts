import { useState } from 'preact/hooks';
import type { StoreView } from '../../../ports/console/console.ts';

const KEY = 'lintel-space';

/** The plan or camera on screen. All views share it. */
export function useSpace({ spaces }: Pick<StoreView, 'spaces'>): [string, (id: string) => void] {
  const kept = sessionStorage.getItem(KEY);
  const first = spaces.find(({ id }) => id === kept) ?? spaces[0];
  const [space, setSpace] = useState(first?.id ?? 'floor');
  return [
    space,
    (id) => {
      sessionStorage.setItem(KEY, id);
      setSpace(id);
    },
  ];
}
