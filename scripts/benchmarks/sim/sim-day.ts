/** The simulator alone: time for a busy day of the largest shipped store, people and sensors, without a gateway. */

import { VirtualClock } from '../../../src/sim/kernel/virtual-clock.ts';
import { createSimStore } from '../../../src/sim/scenario/sim-store.ts';
import { StoreTruth } from '../../../src/sim/truth/store-truth.ts';
import { openShippedStore } from '../../../test/support/stores/shipped-store.ts';

const HOUR_MS = 3_600_000;
const [FROM_HOUR, TO_HOUR] = [7, 21];
const WANTED_S = 60;

export async function run(): Promise<void> {
  const { shop, settings } = await openShippedStore('supermarket');
  const { layout, scenario, midnightMs } = shop;
  const clock = new VirtualClock(midnightMs + FROM_HOUR * HOUR_MS);
  const truth = new StoreTruth(layout, { lineReturnMs: 1000 * settings.thresholds.uTurnSeconds });
  createSimStore({ layout, scenario, seed: 1, clock, witnesses: [truth] });
  const before = process.cpuUsage();
  await clock.run({ untilMs: midnightMs + TO_HOUR * HOUR_MS });
  const { user, system } = process.cpuUsage(before);
  const perDay = scenario.visitorsPerHour.reduce((sum, rate) => sum + rate, 0);
  const tookS = (user + system) / 1e6;
  if (tookS >= WANTED_S) process.exitCode = 1;
  console.log(
    `sim-day  a day of about ${perDay} visitors takes ${tookS.toFixed(1)} s of one core (wanted: below ${WANTED_S} s)`,
  );
}
