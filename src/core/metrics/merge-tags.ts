import { mergeDwell } from './dwell-summary.ts';
import type { Merge } from './joining.ts';
import { joinJourneys, newest, sumOf } from './joining.ts';
import type { ProductSummary, RadioSummary, TrolleySummary, WindowSummary } from './summary.ts';

/** What neighbouring windows say of tags and radios. Those of a program that had no tags yet say nothing. */
export function mergeTags(
  windows: readonly WindowSummary[],
  merge: Merge,
): Pick<WindowSummary, 'trolleys' | 'trolleyJourneys' | 'products' | 'radios'> {
  return {
    trolleys: merge(
      (window) => window.trolleys ?? [],
      (zone) => zone.zone,
      joinTrolleys,
    ),
    trolleyJourneys: joinJourneys(windows.flatMap((window) => window.trolleyJourneys ?? [])),
    products: merge(
      (window) => window.products ?? [],
      (product) => product.tag,
      joinProducts,
    ),
    radios: merge(
      (window) => window.radios ?? [],
      (receiver) => receiver.sensor,
      joinRadios,
    ),
  };
}

function joinTrolleys(zones: readonly TrolleySummary[], coverage: number): TrolleySummary {
  return {
    ...newest(zones),
    coverage,
    n: sumOf(zones, 'n'),
    entries: sumOf(zones, 'entries'),
    exits: sumOf(zones, 'exits'),
    visits: sumOf(zones, 'visits'),
    presenceMs: sumOf(zones, 'presenceMs'),
    dwell: mergeDwell(zones.flatMap(({ dwell }) => (dwell === null ? [] : [dwell]))),
  };
}

function joinProducts(products: readonly ProductSummary[], coverage: number): ProductSummary {
  return {
    ...newest(products),
    coverage,
    n: sumOf(products, 'n'),
    pickUps: sumOf(products, 'pickUps'),
    putBacks: sumOf(products, 'putBacks'),
  };
}

/** Where nobody knows how many different radios there were. */
export const NO_UNIQUE = { unique: null, uniqueLow: null, uniqueHigh: null } as const;

/** Means weighted by what they are means of. */
function joinRadios(radios: readonly RadioSummary[], coverage: number): RadioSummary {
  const n = sumOf(radios, 'n');
  const mean = (field: 'inside' | 'outside' | 'index' | 'indexLow' | 'indexHigh') => {
    const known = radios.filter((radio) => radio[field] !== null);
    const weight = known.reduce((sum, radio) => sum + (radio.n ?? 0), 0);
    const total = known.reduce((sum, radio) => sum + (radio[field] ?? 0) * (radio.n ?? 0), 0);
    return weight === 0 ? null : Math.round((10 * total) / weight) / 10;
  };
  return {
    ...newest(radios),
    ...{ coverage, n, inside: mean('inside'), outside: mean('outside') },
    ...{ index: mean('index'), indexLow: mean('indexLow'), indexHigh: mean('indexHigh') },
    // Who was in both cannot be told.
    ...(radios.length === 1 ? {} : NO_UNIQUE),
  };
}
