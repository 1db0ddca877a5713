import { useEffect, useState } from 'preact/hooks';
import type { TagsView } from '../../../ports/console/console-devices.ts';
import { api } from '../kit/api.ts';

const REFRESH_MS = 1_000;

/** Requests all registered tags every second; undefined until loaded, and without permission. */
export function useTags(isAllowed: boolean): TagsView | undefined {
  const [view, setView] = useState<TagsView>();
  useEffect(() => {
    if (!isAllowed) return;
    const load = () => void api.tags().then(setView, () => undefined);
    load();
    const timer = setInterval(load, REFRESH_MS);
    return () => clearInterval(timer);
  }, [isAllowed]);
  return view;
}
