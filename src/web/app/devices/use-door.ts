import { useCallback, useEffect, useState } from 'preact/hooks';
import type { DoorView } from '../../../ports/console/console-devices.ts';
import { api } from '../kit/api.ts';

const REFRESH_MS = 1_000;

interface WatchedDoor {
  /** Undefined until known. The last one while the connection is lost. */
  readonly door: DoorView | undefined;
  /** Resolves once the newest counts are there. */
  readonly load: () => Promise<void>;
}

/** The counts of one door, asked for every second. An empty id asks for nothing: a new door has none. */
export function useDoor(id: string): WatchedDoor {
  const [doors, setDoors] = useState<readonly DoorView[]>();
  const load = useCallback(
    () =>
      api.doors().then(setDoors, () => {
        // The strip says that the connection is lost.
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
