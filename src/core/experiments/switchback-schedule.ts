import type { ExperimentPlan, ExperimentSlot, Variant } from '../model/experiment-model.ts';
import { createRandom } from '../statistics/seeded-random.ts';

/** One slot in a pair of weeks. `sign` is +1 when variant b runs in the first of the two weeks. */
export interface ScheduledPair {
  readonly pair: number;
  readonly slot: number;
  readonly sign: 1 | -1;
}

const DAYS_PER_PAIR = 14;

/** Splits the opening span of each day into blocks of `blockHours`. A shorter rest at closing joins the last block. */
export function createBlockSlots(
  openByDay: readonly ({ readonly from: number; readonly to: number } | undefined)[],
  blockHours: number,
): ExperimentSlot[] {
  return openByDay.flatMap((open, dayOfWeek) => {
    const count = open === undefined ? 0 : Math.max(1, Math.floor((open.to - open.from) / blockHours));
    return Array.from({ length: open === undefined ? 0 : count }, (_slot, i) => {
      const fromHour = (open?.from ?? 0) + i * blockHours;
      return { dayOfWeek, fromHour, toHour: i === count - 1 ? (open?.to ?? 0) : fromHour + blockHours };
    });
  });
}

/**
 * Random switchback design (Bojinov, Simchi-Levi & Zhao 2023). On each day a random half of the blocks runs variant b,
 * so that the day's level cancels. The second week of a pair runs the opposite, so that weekday and hour cancel.
 * @throws RangeError for a plan whose weeks cannot be paired.
 */
export function createSchedule(plan: ExperimentPlan): ScheduledPair[] {
  checkPlan(plan);
  const signs = drawSigns(findGroups(plan), createRandom(plan.seed));
  return [...signs].map((sign, i) => ({
    pair: Math.floor(i / plan.slots.length),
    slot: i % plan.slots.length,
    sign: sign > 0 ? 1 : -1,
  }));
}

function checkPlan({ weeks, slots }: ExperimentPlan): void {
  if (!Number.isInteger(weeks) || weeks < 2 || weeks % 2 === 1) {
    throw new RangeError(
      `an experiment of ${weeks} weeks cannot be mirrored. Choose an even number from 2 on.`,
    );
  }
  if (slots.length < 2) throw new RangeError('an experiment needs two slots a week or more');
}

/**
 * Group of each pair, in the order of `createSchedule`. Variants balance within a group: a day, or for whole-day slots
 * a week.
 */
export function findGroups({ weeks, slots }: ExperimentPlan): number[] {
  const isBlocks = new Set(slots.map(({ dayOfWeek }) => dayOfWeek)).size < slots.length;
  return Array.from({ length: (weeks / 2) * slots.length }, (_group, i) => {
    const pair = Math.floor(i / slots.length);
    return isBlocks ? pair * 7 + (slots[i % slots.length]?.dayOfWeek ?? 0) : pair;
  });
}

/**
 * Draws +1 or −1 for each pair. Each group has equally many of both; in a group of odd size, chance decides which has
 * one more.
 */
export function drawSigns(groups: readonly number[], random: () => number): Int8Array {
  const signs = new Int8Array(groups.length);
  for (let from = 0; from < groups.length; ) {
    let to = from + 1;
    while (to < groups.length && groups[to] === groups[from]) to += 1;
    fillBalanced(signs.subarray(from, to), random);
    from = to;
  }
  return signs;
}

function fillBalanced(signs: Int8Array, random: () => number): void {
  const first = random() < 0.5 ? 1 : -1;
  for (let i = 0; i < signs.length; i++) signs[i] = i % 2 === 0 ? first : -first;
  for (let i = signs.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [signs[i], signs[j]] = [signs[j] ?? 1, signs[i] ?? 1];
  }
}

/** Returns the variant at a local time; undefined outside of the experiment and its slots. */
export function findVariant(
  plan: ExperimentPlan,
  schedule: readonly ScheduledPair[],
  at: { readonly day: number; readonly hour: number },
): Variant | undefined {
  const days = at.day - plan.firstDay;
  const slot = plan.slots.findIndex(
    ({ dayOfWeek, fromHour, toHour }) => dayOfWeek === days % 7 && at.hour >= fromHour && at.hour < toHour,
  );
  if (days < 0 || days >= plan.weeks * 7 || slot < 0) return undefined;
  const scheduled = schedule[Math.floor(days / DAYS_PER_PAIR) * plan.slots.length + slot];
  const isFirstWeek = days % DAYS_PER_PAIR < 7;
  return scheduled === undefined || scheduled.sign > 0 !== isFirstWeek ? 'a' : 'b';
}
