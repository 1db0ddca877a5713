import type { SimStore } from '../../sim/scenario/build-store.ts';
import type { FaultFile } from '../../sim/scenario/scenario-file.ts';

const MINUTE_MS = 60_000;
/**
 * How long a sensor is unplugged: long enough for whole windows without it, and over before the next sensor is
 * unplugged.
 */
const OUT_MS = 5 * MINUTE_MS;

/** Unplugs each sensor once for 5 minutes, one after the other, spread evenly over the run. */
export function createUnplugSchedule(
  { layout, scenario }: SimStore,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): FaultFile[] {
  const { cameras, beams, counters, receivers, buttons } = layout;
  const sensors = [...cameras, ...beams, ...counters, ...receivers, ...buttons].map(({ sensor }) => sensor);
  const everyMs = Math.floor((toMs - fromMs) / (sensors.length + 1) / MINUTE_MS) * MINUTE_MS;
  return sensors.map((sensor, i) => {
    const atMs = fromMs + (i + 1) * everyMs;
    const local = (ms: number) => new Date(ms + scenario.utcOffsetMs).toISOString().slice(0, 16);
    return {
      kind: 'unplug',
      sensor,
      from: local(atMs),
      to: local(atMs + Math.min(OUT_MS, Math.max(MINUTE_MS, everyMs - MINUTE_MS))),
    };
  });
}
