import { useCallback, useEffect, useState } from 'preact/hooks';
import type { DoorView } from '../../../ports/console/console-devices.ts';
import { api } from '../kit/api.ts';

const REFRESH_MS = 1_000;

interface WatchedDoor {
  /** Undefined until loaded; the last state while the connection is lost. */
  readonly door: DoorView | undefined;
  /** Resolves when the newest counts have arrived. */
  readonly load: () => Promise<void>;
}

/** Requests the counts of one door every second. A new door has an empty id and no counts. */
export function useDoor(id: string): WatchedDoor {
  const [doors, setDoors] = useState<readonly DoorView[]>();
  const load = useCallback(
    () =>
      api.doors().then(setDoors, () => {
        // The strip reports the lost connection.
      }),
    [],
  );
  useEffect(() => {
    if (id === '') return;
    void load();
    const timer = setInterval(() => void load(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [id, load]);
  return { door: doors?.find((one) => one.door === id), load };
}
