import { createHash } from 'node:crypto';
import type { Settings } from '../../config/schema.ts';
import type { DoorAudit } from '../../core/door-audit/audit-stamp.ts';
import type { StoreModel } from '../../core/model/store-model.ts';
import type { EgressGateOptions, EgressSettings } from '../../core/privacy/egress-gate.ts';
import type { Meaning, MeaningRow } from '../../core/privacy/rows.ts';
import { utcOffset } from '../../core/time/utc-offset.ts';
import { listMeanings } from './list-meanings.ts';

/** The options of the egress gate, and the `meaning` row that explains the rows passed by it. */
export interface Egress {
  readonly options: EgressGateOptions;
  /** The names, thresholds and opening hours that explain the rows. When they are published, `from` is added. */
  readonly meaning: Omit<MeaningRow, 'from'>;
  /** Ids of the counting lines that belong to doors. Crossings of such a line are counted as crossings of its door. */
  readonly doorLines: ReadonlySet<string>;
}

/** Creates the options of the egress gate. The simulator uses this function too, so that it releases the same rows. */
export function createEgress(
  settings: Settings,
  model: StoreModel,
  audits: readonly DoorAudit[] = [],
): Egress {
  const { zones, lines, doors, sensors, tags } = settings;
  const named = [...zones, ...lines, ...doors, ...sensors, ...tags];
  return createModelEgress(settings, model, listMeanings(model, named, audits));
}

/**
 * Creates the options of the egress gate from a model. `def` is a hash that also covers shapes and thresholds, so a
 * change of these gives a new definition.
 */
export function createModelEgress(
  {
    privacy,
    store,
  }: { readonly privacy: EgressSettings; readonly store: Pick<Settings['store'], 'timezone' | 'hours'> },
  model: StoreModel,
  things: readonly Meaning[] = listMeanings(model, [], []),
): Egress {
  const { minimumCount, storeEvery, indoorEvery } = privacy;
  const { timezone, hours: open } = store;
  const hours = open === undefined ? null : ([open.opens, open.closes] as const);
  const words = { timezone, hours, k: minimumCount, things };
  const def = hash({ ...words, storeEvery, indoorEvery, model });
  return {
    options: {
      ...{ settings: { minimumCount, storeEvery, indoorEvery }, def },
      knownIds: new Set(things.flatMap(({ id, sensors = [] }) => [id, ...sensors])),
      offsetAt: createOffset(store.timezone),
    },
    meaning: { def, ...words },
    doorLines: new Set(model.doors.flatMap(({ lines }): string[] => [...lines])),
  };
}

function hash(words: object): string {
  return createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 8);
}

const QUARTER_MS = 900_000;

/**
 * Returns a function that finds the UTC offset. It caches the offset for 15 minutes, because clocks change only at full
 * quarters of an hour.
 */
function createOffset(timezone: string): (ms: number) => number {
  let [quarter, offset] = [Number.NaN, 0];
  return (ms) => {
    const asked = Math.floor(ms / QUARTER_MS);
    if (asked !== quarter) [quarter, offset] = [asked, utcOffset(timezone, ms)];
    return offset;
  };
}
