import type { SensorTrace } from '../../../../ports/console/sensor-trace.ts';
import { api } from '../../kit/api.ts';
import { usePolled } from '../../kit/use-polled.ts';

const REFRESH_MS = 1_000;

/** Requests a sensor's last readings every second. */
export function useTrace(sensor: string): SensorTrace | undefined {
  return usePolled(() => api.trace(sensor), REFRESH_MS, sensor).value;
}
