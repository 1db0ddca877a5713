import type { TagsView } from '../../../ports/console/console-devices.ts';
import { api } from '../kit/api.ts';
import { usePolled } from '../kit/use-polled.ts';

const REFRESH_MS = 1_000;

/** Requests all registered tags every second. Undefined until loaded, and when the user may not see them. */
export function useTags(isAllowed: boolean): TagsView | undefined {
  return usePolled(api.tags, REFRESH_MS, isAllowed).value;
}
