import { buildStoreModel } from '../../src/app/settings/build-store-model.ts';
import type { createSettingsSchema } from '../../src/config/schema.ts';
import { Engine } from '../../src/core/engine/engine.ts';
import type { EpochMs, SensorId } from '../../src/core/model/ids.ts';
import type { SensorObservation } from '../../src/core/model/observation.ts';
import type { SensorKind } from '../../src/core/model/sensor-kind.ts';
import type { WindowSummary } from '../../src/core/model/window-summary.ts';

const MINUTE_MS = 60_000;
const TICK_MS = 1_000;
const PICTURE = [
  [0, 0],
  [600, 0],
  [600, 470],
  [0, 470],
];
const COMPANION = { id: 'companion', type: 'serial-counter', path: '/dev/companion' };

/** What a store has around a sensor of each kind, so that the kind can matter. */
const STORES: Readonly<Record<SensorKind, object>> = {
  'counts-people': { doors: [{ id: 'front', sensors: ['sensor-1'] }] },
  'counts-heads': { zones: [{ id: 'all', space: 'sensor-1' }] },
  'sees-people': { zones: [{ id: 'all', space: 'sensor-1', polygon: PICTURE, entrySeconds: 0 }] },
  'hears-tags': {},
  'makes-sales': {},
  'takes-answers': {},
  'watches-door': { doors: [{ id: 'front', sensors: ['companion', 'sensor-1'] }] },
};

const TAGS = [
  { id: 'canary-1', kind: 'canary', match: { mac: '020000000001' } },
  { id: 'trolley-7', kind: 'trolley', match: { mac: '020000000002' } },
  { id: 'button-2', kind: 'button', match: { mac: '020000000003' } },
];

/** A settings file's tree for a store with one sensor of a type, and what its kind needs. */
export function storeAround(type: string, kind: SensorKind, settings: object): object {
  const companions = kind === 'watches-door' ? [COMPANION] : [];
  return {
    ...{ version: 2, tenant: 'acme', gateway: 'gw-1', store: { id: 'corner' } },
    floor: { widthMetres: 10, heightMetres: 10 },
    sensors: [{ id: 'sensor-1', type, ...settings }, ...companions],
    tags: TAGS,
    windows: { seconds: 300 },
    ...STORES[kind],
  };
}

/** The windows of a store in which these observations were made; it is up all the time. */
export function windowsOf(
  tree: object,
  schema: ReturnType<typeof createSettingsSchema>,
  seen: readonly SensorObservation[],
): WindowSummary[] {
  const model = buildStoreModel(schema.parse(tree));
  const windows: WindowSummary[] = [];
  const engine = new Engine(model, { fact: () => undefined, summary: (summary) => windows.push(summary) });
  const from = Math.min(...seen.map(({ at }) => at));
  const last = Math.max(...seen.map(({ at }) => at));
  const waiting = [...seen];
  for (let at = from; at <= last + 7 * MINUTE_MS; at += TICK_MS) {
    for (const { id } of model.sensors) engine.step({ kind: 'SensorAlive', sensor: id, at: at as EpochMs });
    while ((waiting[0]?.at ?? Number.POSITIVE_INFINITY) < at + TICK_MS) {
      const next = waiting.shift();
      if (next !== undefined) engine.step(next);
    }
    if ((at - from) % 10_000 === 0) engine.step(companionRead(at, (at - from) / 10_000));
    engine.step({ kind: 'Tick', at: at as EpochMs });
  }
  return windows;
}

/** The companion at the door counts one person every ten seconds. */
function companionRead(at: number, entered: number): SensorObservation {
  return {
    ...{ kind: 'CounterRead', sensor: 'companion' as SensorId, at: at as EpochMs },
    ...{ mode: 'total', entered, left: 0 },
  };
}
