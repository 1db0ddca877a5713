import type { Settings } from '../../config/schema.ts';
import type { StoreModel } from '../../core/engine/store-model.ts';
import { EgressGate } from '../../core/privacy/egress-gate.ts';
import type { RefusalSink } from '../../core/privacy/sift.ts';
import { createCellRandom } from './cell-random.ts';

/** The gate that these settings ask for; `lintel run` and `lintel replay` pass through the same one. */
export function createEgressGate(
  { privacy }: Pick<Settings, 'privacy'>,
  model: StoreModel,
  refused: RefusalSink,
): EgressGate {
  const { minimumCount, noise } = privacy;
  const settings = { minimumCount, ...(noise === undefined ? {} : { noise }) };
  return new EgressGate({ settings, model, refused, randomOf: createCellRandom() });
}
