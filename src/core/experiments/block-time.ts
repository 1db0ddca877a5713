import type { ExperimentPlan } from '../model/experiment-model.ts';
import type { LocalClock } from '../time/local-clock.ts';
import type { BlockTime } from './block-outcome.ts';

const HOUR_MS = 3_600_000;
const [HOURS_PER_DAY, DAYS_PER_WEEK] = [24, 7];

/**
 * Finds the day and hours of a block by its number. Blocks before the start have negative numbers. Undefined for a
 * plan without slots.
 */
export function findBlock({ firstDay, slots }: ExperimentPlan, number: number) {
  const week = Math.floor(number / slots.length);
  const slot = slots[number - week * slots.length];
  return slot && { ...slot, day: firstDay + week * DAYS_PER_WEEK + slot.dayOfWeek };
}

/** Finds start and end of a block, in epoch ms. Undefined when the clocks change within it. */
export function findBlockTime(
  plan: ExperimentPlan,
  number: number,
  clock: LocalClock,
): BlockTime | undefined {
  const block = findBlock(plan, number);
  if (block === undefined) return undefined;
  const { day, fromHour, toHour } = block;
  const [startMs, endMs] = [findHour(day, fromHour, clock), findHour(day, toHour, clock)];
  return endMs - startMs === (toHour - fromHour) * HOUR_MS ? { startMs, endMs } : undefined;
}

/**
 * Returns the time of a local hour, 0 to 24. Counts from the midnight before it. When the clocks change before that
 * hour, counts back from the next midnight.
 */
function findHour(day: number, hour: number, clock: LocalClock): number {
  const fromStartMs = clock.getDayStart(day) + hour * HOUR_MS;
  if (hour < HOURS_PER_DAY && clock.hourAt(fromStartMs) === hour) return fromStartMs;
  return clock.getDayStart(day + 1) - (HOURS_PER_DAY - hour) * HOUR_MS;
}
