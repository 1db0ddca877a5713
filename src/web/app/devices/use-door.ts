import type { DoorView } from '../../../ports/console/console-devices.ts';
import { api } from '../kit/api.ts';
import { usePolled } from '../kit/use-polled.ts';

const REFRESH_MS = 1_000;

interface WatchedDoor {
  /** Undefined until loaded. While the connection is lost, it keeps its last state. */
  readonly door: DoorView | undefined;
  /** Resolves when the newest counts have arrived. */
  readonly load: () => Promise<void>;
}

/** Requests the counts of one door every second. A new door has an empty id and no counts. */
export function useDoor(id: string): WatchedDoor {
  const { value, load } = usePolled(api.doors, REFRESH_MS, id);
  return { door: value?.find((one) => one.door === id), load };
}
