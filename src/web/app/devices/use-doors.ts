import { useCallback, useEffect, useState } from 'preact/hooks';
import type { DoorView } from '../../../ports/console/console-devices.ts';
import { api } from '../kit/api.ts';

const REFRESH_MS = 1_000;

export interface Doors {
  /** Undefined until known. The last ones while the connection is lost. */
  readonly doors: readonly DoorView[] | undefined;
  /** Resolves once the newest are there. */
  readonly load: () => Promise<void>;
}

/** The counts of all doors, asked for every second. */
export function useDoors(): Doors {
  const [doors, setDoors] = useState<readonly DoorView[]>();
  const load = useCallback(
    () =>
      api.doors().then(setDoors, () => {
        // The strip says that the connection is lost.
      }),
    [],
  );
  useEffect(() => {
    void load();
    const timer = setInterval(() => void load(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [load]);
  return { doors, load };
}
