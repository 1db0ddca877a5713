import type { DoorAudit } from '../../core/door-audit/audit-stamp.ts';
import { feedbackIds } from '../../core/metrics/feedback-metrics.ts';
import type { StoreModel } from '../../core/model/store-model.ts';
import { selectTags } from '../../core/model/store-model.ts';
import type { Meaning } from '../../core/privacy/rows.ts';

interface Named {
  readonly id: string;
  readonly name?: string | undefined;
}

/** Returns what each id in the rows means. `named` lists the things in the settings that may have a name. */
export function listMeanings(
  model: StoreModel,
  named: readonly Named[],
  audits: readonly DoorAudit[],
): readonly Meaning[] {
  const names = new Map(named.map(({ id, name }) => [id, name]));
  const thing = (kind: string, id: string, more: Omit<Meaning, 'kind' | 'id' | 'name'> = {}): Meaning => {
    const name = names.get(id);
    return { kind, id, ...(name ? { name } : {}), ...more };
  };
  const seconds = (ms: number) => Math.round(ms / 1_000);
  const { zones, lines, doors, sensors, doorRules } = model;
  return [
    thing('store', 'store', doorRules?.bounceMs === undefined ? {} : { visitS: seconds(doorRules.bounceMs) }),
    ...doors.map((door) =>
      thing('door', door.id, { sensors: [...door.sensors, ...door.lines], ...newestAudit(door.id, audits) }),
    ),
    ...lines.map((line) => thing('line', line.id, { sensors: line.sensors })),
    ...zones.map(({ id, sensors: watching, queue, thresholds, heads }) => {
      const { visitMs, engagedMs } = thresholds;
      // Some sensors report only a number of people. Their zone has no visits, and therefore no thresholds.
      const limits = heads ? {} : { visitS: seconds(visitMs), engagedS: seconds(engagedMs) };
      return thing(queue === undefined ? 'zone' : 'queue', id, { sensors: watching, ...limits });
    }),
    ...feedbackIds(model).map((id) => thing('feedback', id)),
    ...selectTags(model, 'product').map((id) => thing('product', id)),
    ...sensors.map(({ id, kind }) => thing(kind === 'hears-tags' ? 'receiver' : 'sensor', id)),
  ];
}

function newestAudit(door: string, audits: readonly DoorAudit[]): { readonly auditId?: string } {
  const newest = audits.filter((audit) => audit.door === door).sort((a, b) => b.endedAtMs - a.endedAtMs)[0];
  return newest === undefined ? {} : { auditId: newest.id };
}
