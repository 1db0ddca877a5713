import type { FleetProblem } from '../../config/fleet/fleet-problem.ts';
import { gatherProblems, STORES_FILE } from '../../config/fleet/fleet-problem.ts';
import type { Fleet } from '../../config/fleet/read-fleet.ts';
import { readFleet } from '../../config/fleet/read-fleet.ts';
import type { RenderedStore } from '../../config/fleet/render-store.ts';
import { renderStore } from '../../config/fleet/render-store.ts';
import { OWN_COLUMNS } from '../../config/fleet/store-rows.ts';
import { settingsSchema } from '../settings/settings-schema.ts';

/** The settings made for all stores of a folder, with their problems. */
export interface RenderedFleet {
  readonly fleet: Fleet;
  readonly stores: readonly RenderedStore[];
  readonly problems: readonly FleetProblem[];
  /** Warnings about settings that are valid but probably a mistake. */
  readonly warnings: readonly string[];
}

export async function renderFleet(folder: string): Promise<RenderedFleet> {
  const fleet = readFleet(folder);
  const schema = await settingsSchema();
  const stores = fleet.rows.map((row) => renderStore(fleet, row, schema));
  const problems = gatherProblems([...fleet.problems, ...stores.flatMap((store) => store.problems)]);
  return { fleet, stores, problems, warnings: [...findUnused(fleet), ...findLocal(stores)] };
}

/** Warns about settings that cannot be changed remotely. They are not wrong, because a USB drive can bring them. */
function findLocal(stores: readonly RenderedStore[]): string[] {
  const names = [...new Set(stores.flatMap(({ local }) => local))].sort();
  const text = `not settable from afar, a USB drive alone brings it: ${names.join(', ')}`;
  return names.length === 0 ? [] : [text];
}

function findUnused({ columns, rows, overlays, stores, base }: Fleet): string[] {
  const text = JSON.stringify([base, ...overlays.values(), ...stores.values()], (_key, value) =>
    value instanceof Map ? [...value] : value,
  );
  const columnsUnused = columns.filter(
    (name) => !OWN_COLUMNS.includes(name) && !text.includes(`\${${name}}`),
  );
  const named = new Set(rows.flatMap((row) => row.overlays));
  const ids = new Set(rows.map(({ store }) => store));
  return [
    ...columnsUnused.map((name) => `${STORES_FILE}: no file uses the column '${name}'`),
    ...[...overlays.keys()]
      .filter((name) => !named.has(name))
      .map((name) => `no store has overlays/${name}.yaml`),
    ...[...stores.keys()].filter((name) => !ids.has(name)).map((name) => `no row for stores/${name}.yaml`),
  ];
}
