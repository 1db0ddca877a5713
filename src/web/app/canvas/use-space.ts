import { useState } from 'preact/hooks';
import type { StoreView } from '../../../ports/console/console.ts';

const KEY = 'lintel-space';

/** Returns the plan or camera that is on screen, and a function to change it. All pages share this choice. */
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
