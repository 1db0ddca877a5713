import type { Settings } from '../../config/schema.ts';
import type { StoreModel } from '../../core/model/store-model.ts';
import { EgressGate } from '../../core/privacy/egress-gate.ts';
import type { RefusalSink } from '../../core/privacy/sanitize.ts';
import { localDayEnd } from '../../core/time/local-day.ts';
import { createKeyedRandom } from './keyed-random.ts';

/** The gate that these settings ask for; `lintel run` and `lintel replay` pass through the same one. */
export function createEgressGate(
  { privacy, store }: Pick<Settings, 'privacy' | 'store'>,
  model: StoreModel,
  refused: RefusalSink,
): EgressGate {
  const { minimumCount, indoorEvery, noise } = privacy;
  const settings = {
    ...{ minimumCount, insideEvery: indoorEvery },
    ...(noise && {
      noise: { epsilonPerDay: noise.epsilonPerDay, countsPerVisitor: noise.maxContributionsPerVisitor },
    }),
  };
  return new EgressGate({
    ...{ settings, model, refused, randomOf: createKeyedRandom() },
    dayEnd: localDayEnd(store.timezone),
  });
}
