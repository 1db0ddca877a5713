/** The stores of the benches: the shipped ones, the corner shop where its files are, and a bakery and a pharmacy. */

import { existsSync } from 'node:fs';
import { SHIPPED_SHOPS } from '../../../src/app/sim/open-scenario.ts';

export const CORNER = new URL('../../../../shared/data/field-cases/shops/corner.yaml', import.meta.url)
  .pathname;

export interface BenchStore {
  /** As `readScenario` takes it. */
  readonly scenario: string;
  /** Local hours; from before the first visitor until after the last one. */
  readonly hours: readonly [from: number, to: number];
  /** Its tags are on trolleys alone: no number that is judged hangs on them. */
  readonly isWithoutRadio?: true;
}

const SHIPPED_HOURS: Readonly<Record<(typeof SHIPPED_SHOPS)[number], BenchStore['hours']>> = {
  boutique: [9.75, 20.75],
  supermarket: [7.75, 20.75],
  kiosk: [5.25, 22.75],
};

/**
 * By name. The bakery has one line that bends round to the door. The pharmacy has two lines in one queue zone, seen from
 * behind the counter, and no sales.
 */
export function benchStores(): Readonly<Record<string, BenchStore>> {
  const shipped = SHIPPED_SHOPS.map(
    (name) => [name, { scenario: name, hours: SHIPPED_HOURS[name], ...withoutTrolleys(name) }] as const,
  );
  return {
    ...Object.fromEntries(shipped),
    ...(existsSync(CORNER) ? { corner: { scenario: CORNER, hours: [6.75, 22.75] } } : {}),
    bakery: { scenario: ownStore('bakery'), hours: [5.75, 18.75] },
    pharmacy: { scenario: ownStore('pharmacy'), hours: [7.75, 18.75] },
  };
}

function withoutTrolleys(name: (typeof SHIPPED_SHOPS)[number]): Pick<BenchStore, 'isWithoutRadio'> {
  return name === 'supermarket' ? { isWithoutRadio: true } : {};
}

export function ownStore(name: string): string {
  return new URL(`stores/${name}.yaml`, import.meta.url).pathname;
}
