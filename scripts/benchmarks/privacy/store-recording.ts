import { buildStoreModel } from '../../../src/app/settings/build-store-model.ts';
import { openScenario, readScenario } from '../../../src/app/sim/open-scenario.ts';
import { SimGateway } from '../../../src/app/sim/sim-gateway.ts';
import type { Observation } from '../../../src/core/model/observation.ts';
import type { StoreModel } from '../../../src/core/model/store-model.ts';
import { VirtualClock } from '../../../src/sim/kernel/virtual-clock.ts';
import { createSimStore } from '../../../src/sim/scenario/sim-store.ts';
import { silentLog } from '../../../src/system/log.ts';
import { openMemoryStore } from '../../../test/support/storage/memory-store.ts';

export interface StoreRecording {
  readonly model: StoreModel;
  /** In the order in which they came; a tick after each second. */
  readonly observations: readonly Observation[];
}

/** A Tuesday, one hour after the store opened. */
const FROM_MS = Date.UTC(2026, 2, 3, 11);
const STORE_BYTES = 64 * 1024 * 1024;

/** What the sensors of the shipped boutique see in so many hours: camera, beams, counter, four receivers, terminal. */
export async function recordStore(hours: number): Promise<StoreRecording> {
  const { settings, shop } = await openScenario(readScenario('boutique'));
  const clock = new VirtualClock(FROM_MS);
  const { links } = createSimStore({ layout: shop.layout, scenario: shop.scenario, seed: 1, clock });
  const observations: Observation[] = [];
  const gateway = new SimGateway({
    ...{ settings, links, clock, log: silentLog },
    store: openMemoryStore({ bootId: 'bench', maxBytes: STORE_BYTES }),
    listener: { observation: (seen) => observations.push(seen) },
  });
  gateway.start();
  await clock.run({ untilMs: FROM_MS + hours * 3_600_000 });
  gateway.cutPower();
  return { model: buildStoreModel(settings), observations };
}
