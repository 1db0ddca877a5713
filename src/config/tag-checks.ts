import type { Settings } from './schema.ts';
import type { Found } from './settings-problem.ts';

/** Finds tags with the same id as a sensor, receivers with an unknown canary, and positions without a floor plan. */
export function tagFaults(settings: Settings): Found[] {
  return [...sameNames(settings), ...canaryFaults(settings), ...placesWithoutPlan(settings)];
}

function sameNames({ tags, sensors }: Settings): Found[] {
  const ids = new Set<string>(sensors.map(({ id }) => id));
  return tags.flatMap(({ id }, i): Found[] => {
    if (!ids.has(id)) return [];
    const mend = 'Give the tag another id: both would be one in the summaries.';
    const allowed = 'an id that no sensor has';
    return [{ code: 'tag-id-taken', at: ['tags', i, 'id'], value: id, allowed, mend }];
  });
}

function canaryFaults({ tags, sensors }: Settings): Found[] {
  const canaries = tags.filter(({ kind }) => kind === 'canary').map(({ id }) => id);
  const allowed = canaries.length === 0 ? 'a tag of kind canary (there is none)' : canaries.join(', ');
  return sensors.flatMap(({ model }, i): Found[] => {
    const canary = model.kind === 'hears-tags' ? model.receiver.canary : undefined;
    if (canary === undefined || canaries.some((id) => id === canary)) return [];
    const mend = 'Name a registered tag of kind canary, or add it to `tags`.';
    const values = { values: canaries.join(', ') };
    return [
      { code: 'canary-unknown', values, at: ['sensors', i, 'canary', 'tag'], value: canary, allowed, mend },
    ];
  });
}

function placesWithoutPlan({ sensors, floor }: Settings): Found[] {
  if (floor !== undefined) return [];
  return sensors.flatMap(({ model, plan }, i): Found[] => {
    // Checks receivers only: they need their position to locate tags. The position of a camera is only drawn.
    if (model.kind !== 'hears-tags' || plan.position === undefined) return [];
    const mend = 'Add a `floor` section with its width and height in metres.';
    const allowed = 'only with a floor plan';
    return [
      { code: 'place-without-plan', at: ['sensors', i, 'position'], value: plan.position, allowed, mend },
    ];
  });
}
