import type { Thresholds } from '../../core/model/store-model.ts';
import type { SimSettings } from './sim-settings.ts';

/** Times and distances that define a visit to a zone. All of them come from the settings. */
export interface ZoneRules extends Pick<Thresholds, 'zoneEntryMs' | 'zoneExitMs' | 'visitMs' | 'engagedMs'> {
  /** Distance outside a zone up to which a person has not yet left it. */
  readonly growM: number;
}

/** Margin that the gateway uses for zones on the floor when the settings name none. */
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
