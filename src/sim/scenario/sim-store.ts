/**
 * A simulated store behind the same links as a real one: drivers, engine and all above them are the product's own.
 *
 *     const clock = new VirtualClock(Date.parse('2026-03-03T08:55:00Z'));
 *     const store = createSimStore({ layout, scenario, seed: 1, clock });
 *     … start a gateway on store.links and clock …
 *     await clock.run({ untilMs: clock.trueMs() + 3_600_000 });   // or with { speed: 60 } to watch
 *
 * The same layout, scenario, seed and start give the same bytes on every link, at any speed.
 */
import type { SensorId } from '../../core/model/ids.ts';
import type { Links } from '../../ports/links.ts';
import type { VirtualClock } from '../kernel/virtual-clock.ts';
import type { StoreLayout } from '../model/layout.ts';
import type { Person } from '../model/person.ts';
import type { Scenario } from '../model/scenario.ts';
import type { StoreObserver } from '../model/store-event.ts';
import { Population } from '../people/population.ts';
import { World } from '../people/world.ts';
import { scheduleFaults } from '../sensors/faults.ts';
import type { OpenOverheadEye } from '../sensors/overhead-sensor.ts';
import { SimDevices } from '../sensors/sim-devices.ts';

export interface SimStoreOptions {
  readonly layout: StoreLayout;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly clock: VirtualClock;
  /** Observers that receive the true events, from the start. */
  readonly witnesses?: readonly StoreObserver[];
  /** Detects people in the pictures of cameras that look straight down. */
  readonly openOverheadEye?: OpenOverheadEye;
}

export interface SimStore {
  readonly links: Links;
  /** All people who are now inside the store or in front of it. */
  people(): Iterable<Person>;
  /** Present positions of the trolleys and baskets that carry a tag. */
  trolleys(): Iterable<{ readonly x: number; readonly y: number }>;
  /** Sensors on which a scenario can put a fault. */
  readonly sensors: readonly SensorId[];
}

/** Opens the store at the clock's present time. Nothing moves until the clock runs. */
export function createSimStore(options: SimStoreOptions): SimStore {
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
