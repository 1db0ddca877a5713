import type { SpaceId } from '../model/ids.ts';
import type { Leaf } from '../model/rule-model.ts';
import type { StoreModel } from '../model/store-model.ts';
import type { ApproachSink } from './approach-detector.ts';
import { ApproachDetector } from './approach-detector.ts';

export type ApproachDetectors = ReadonlyMap<SpaceId, ApproachDetector>;

export interface ApproachDependencies {
  readonly isStaff: (space: SpaceId, person: number) => boolean;
  readonly approached: ApproachSink;
}

/** Creates one detector for each space with an `approaching` condition. */
export function createApproachDetectors(
  { zones }: StoreModel,
  leaves: readonly Leaf[],
  { isStaff, approached }: ApproachDependencies,
): ApproachDetectors {
  const withinMs = new Map(
    leaves.flatMap((leaf) => (leaf.kind === 'approaching' ? [[leaf.zone, leaf.withinMs] as const] : [])),
  );
  const targets = zones.flatMap((zone) => {
    const lead = withinMs.get(zone.id);
    return lead === undefined ? [] : [{ zone, withinMs: lead }];
  });
  const bySpace = Map.groupBy(targets, ({ zone }) => zone.space);
  return new Map(
    Array.from(bySpace, ([space, of]) => [
      space,
      new ApproachDetector(of, (person) => isStaff(space, person), approached),
    ]),
  );
}
