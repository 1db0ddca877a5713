import { useEffect, useState } from 'preact/hooks';
import type { SensorTrace } from '../../../../ports/console/sensor-trace.ts';
import { api } from '../../kit/api.ts';

const REFRESH_MS = 1_000;

/** Requests a sensor's last readings every second while the page is visible. */
export function useTrace(sensor: string): SensorTrace | undefined {
  const [trace, setTrace] = useState<SensorTrace>();
  useEffect(() => {
    const load = () => {
      if (!document.hidden) void api.trace(sensor).then(setTrace, () => undefined);
    };
    load();
    const timer = setInterval(load, REFRESH_MS);
    return () => clearInterval(timer);
  }, [sensor]);
  return trace;
}
