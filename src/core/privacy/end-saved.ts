import type { Json } from '../model/ids.ts';
import type { EgressGateOptions, EgressSettings } from './egress-gate.ts';
import { EgressGate } from './egress-gate.ts';
import type { OutboxRecord } from './passed-row.ts';

export interface EndedPeriod {
  readonly records: readonly OutboxRecord[];
  /** Groups whose people were too few then: they do not leave any more. */
  readonly droppedGroups: number;
}

/**
 * What a gate of other settings saved: its periods end at once, under its own definition and the stricter of the two
 * minimum counts. Things that the settings do not have any more do not leave.
 */
export function endSaved(saved: Json, present: EgressGateOptions): EndedPeriod {
  const { def, settings } = saved as unknown as { readonly def: string; readonly settings: EgressSettings };
  const minimumCount = Math.max(settings.minimumCount, present.settings.minimumCount);
  const gate = new EgressGate({ ...present, def, settings: { ...settings, minimumCount } });
  gate.restore(saved);
  const records = gate.end().flatMap((row) => gate.record(row) ?? []);
  return { records, droppedGroups: gate.countWaiting() };
}
