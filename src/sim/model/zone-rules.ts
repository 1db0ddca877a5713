import type { Thresholds } from '../../core/model/store-model.ts';
import type { SimSettings } from './sim-settings.ts';

/** By which times and distances visits to a zone are counted; every one is the settings' own. */
export interface ZoneRules extends Pick<Thresholds, 'zoneEntryMs' | 'zoneExitMs' | 'visitMs' | 'engagedMs'> {
  /** How far outside a zone still counts as not yet left. */
  readonly growM: number;
}

/** What the gateway takes for zones on the floor where the settings name no margin. */
const FLOOR_MARGIN_M = 0.3;

export function zoneRules(zone: SimSettings['zones'][number], shared: SimSettings['thresholds']): ZoneRules {
  return {
    zoneEntryMs: 1000 * (zone.entrySeconds ?? shared.zoneEntrySeconds),
    zoneExitMs: 1000 * (zone.exitSeconds ?? shared.zoneExitSeconds),
    visitMs: 1000 * (zone.visitSeconds ?? shared.visitSeconds),
    engagedMs: 1000 * (zone.engagedSeconds ?? shared.engagedSeconds),
    growM: zone.space === 'floor' ? (zone.margin ?? FLOOR_MARGIN_M) : FLOOR_MARGIN_M,
  };
}
