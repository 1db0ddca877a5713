/** A simulated store for experiments: visits of a zone by half hour, with day levels, slow changes and counting noise. */
import { createRandom } from '../../../src/core/statistics/seeded-random.ts';

const [FROM_HOUR, TO_HOUR] = [8, 22];
const VISITS_PER_DAY = 1_200;
/** Standard deviations of logarithms: of a day, and of the slow change within it, which half remains of after two hours. */
const [DAY_SD, SLOW_SD, SLOW_KEPT] = [0.15, 0.12, 0.84];
const PART_PER_HOUR = 3;

/** Expected visits by 20 minutes, `days` × 72. */
export function simulateRates(days: number, seed: number): Float64Array {
  const random = createRandom(seed);
  const rates = new Float64Array(days * 24 * PART_PER_HOUR);
  for (let day = 0; day < days; day++) {
    const level = Math.exp(DAY_SD * normal(random)) * (day % 7 >= 5 ? 1.5 : 1);
    let slow = SLOW_SD * normal(random);
    for (let part = FROM_HOUR * PART_PER_HOUR; part < TO_HOUR * PART_PER_HOUR; part++) {
      slow = SLOW_KEPT * slow + SLOW_SD * Math.sqrt(1 - SLOW_KEPT ** 2) * normal(random);
      const share = (part / PART_PER_HOUR - FROM_HOUR) / (TO_HOUR - FROM_HOUR);
      const profile = (0.5 + Math.sin(Math.PI * share)) / 1.137;
      const usual = VISITS_PER_DAY / ((TO_HOUR - FROM_HOUR) * PART_PER_HOUR);
      rates[day * 24 * PART_PER_HOUR + part] = usual * profile * level * Math.exp(slow);
    }
  }
  return rates;
}

export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Counting noise (Knuth 1969 for small rates; the normal law from 50 on). */
export function drawPoisson(rate: number, random: () => number): number {
  if (rate > 50) return Math.max(0, Math.round(rate + Math.sqrt(rate) * normal(random)));
  let [count, product] = [0, random()];
  for (const limit = Math.exp(-rate); product > limit; product *= random()) count += 1;
  return count;
}
