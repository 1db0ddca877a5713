/**
 * A shop that is not there, behind the links of one that is: drivers, engine and all above them are the product's own.
 *
 *     const clock = new VirtualClock(Date.parse('2026-03-03T08:55:00Z'));
 *     const shop = createSimShop({ layout, scenario, seed: 1, clock });
 *     … start a gateway on shop.links and clock …
 *     await clock.run({ untilMs: clock.trueMs() + 3_600_000 });   // or with { speed: 60 } to watch
 *
 * Same layout, scenario, seed and start give the same bytes on every link, at any speed.
 */
import type { SensorId } from '../core/model/ids.ts';
import type { Links } from '../ports/links.ts';
import { scheduleFaults } from './faults.ts';
import type { ShopLayout } from './layout.ts';
import type { OpenOverheadEye } from './overhead-sensor.ts';
import type { Person } from './person.ts';
import { Population } from './population.ts';
import type { Scenario } from './scenario.ts';
import type { ShopWitness } from './shop-event.ts';
import { SimDevices } from './sim-devices.ts';
import type { VirtualClock } from './virtual-clock.ts';
import { World } from './world.ts';

export interface SimShopOptions {
  readonly layout: ShopLayout;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly clock: VirtualClock;
  /** Told what truly happens, from the start on. */
  readonly witnesses?: readonly ShopWitness[];
  /** What finds people in the pictures of cameras that look straight down. */
  readonly openOverheadEye?: OpenOverheadEye;
}

export interface SimShop {
  readonly links: Links;
  /** Everybody who is in the shop or before it now. */
  people(): Iterable<Person>;
  /** Where the trolleys and baskets with a tag are now. */
  trolleys(): Iterable<{ readonly x: number; readonly y: number }>;
  /** Sensors that a fault can be put on. */
  readonly sensors: readonly SensorId[];
}

/** Opens at the clock's present time; nothing moves until the clock runs. */
export function createSimShop(options: SimShopOptions): SimShop {
  const { layout, scenario, seed, clock, witnesses = [] } = options;
  const world = new World(layout, scenario, clock);
  const population = new Population({ layout, scenario }, world, clock, seed);
  const devices = new SimDevices({ ...options, world, population });
  for (const witness of [...witnesses, ...devices.witnesses]) world.addWitness(witness);
  population.start();
  devices.start();
  scheduleFaults(scenario.faults, devices.breakables, devices.radio, clock);
  return {
    links: devices.links,
    trolleys: () => devices.radio.trolleys(),
    people: () => world.crowd.people.values(),
    sensors: [...devices.breakables.keys()],
  };
}
