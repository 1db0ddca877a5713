import { isAdditive } from '../../../core/insights/figure.ts';
import type { InsightsView, ViewKind } from '../../../core/insights/insights-view.ts';
import type { StoreView } from '../../../ports/console/console.ts';
import type { Step, StepState } from '../kit/charts/step.ts';
import { clockText } from '../kit/clock-text.ts';
import { currentLocale } from '../kit/i18n.ts';
import { isHeld, WORTH_SAYING } from './figure-text.ts';

/** Smallest number of hours that the chart of a day shows. */
const LEAST_HOURS = 8;

/** Returns the steps of a number, as bars of a chart. */
export function listSteps(key: string, view: InsightsView, shop: StoreView): Step[] {
  const { steps, series, usualEntries, knownToMs } = view;
  const own = series[key];
  return steps.map((startMs, i) => {
    const value = own?.value[i] ?? null;
    const seen = own?.seen?.[i] ?? 1;
    const isLater = startMs >= (knownToMs ?? view.startMs);
    const usual = key === 'entries' ? (usualEntries[i] ?? null) : null;
    const state = findState({ key, value, seen, isLater, isOpen: !isOver(i, view) }, view);
    return {
      ...{ label: stepLabel(startMs, view.kind, shop), state, usual },
      likely: state === 'part' && isAdditive(key) ? findLikely({ value, seen, usual }, view) : null,
      ...{ value, seen, low: own?.low?.[i] ?? null, high: own?.high?.[i] ?? null },
    };
  });
}

interface Known {
  readonly key: string;
  readonly value: number | null;
  readonly seen: number;
  readonly isLater: boolean;
  readonly isOpen: boolean;
}

function findState({ key, value, seen, isLater, isOpen }: Known, view: InsightsView): StepState {
  if (isLater) return 'later';
  // A sensor was online, but there was nothing to measure, such as an answer or a stay.
  if (value === null) return seen === 0 ? 'gone' : 'later';
  if (seen < WORTH_SAYING) return 'part';
  if (isHeld(key, value, view)) return 'few';
  return isOpen ? 'open' : 'seen';
}

/**
 * Estimates the count at full coverage. For an hour, it divides the count by the coverage. For a day, it takes the
 * usual count if that is higher, because a day's coverage includes closed hours.
 */
function findLikely(
  { value, seen, usual }: Pick<Step, 'value' | 'seen' | 'usual'>,
  { kind }: InsightsView,
): number | null {
  if (value === null || seen === 0) return null;
  return kind === 'day' ? value / seen : Math.max(value, usual ?? 0);
}

/** Returns true when the step is over and its numbers have arrived at the console. */
export function isOver(i: number, { steps, endMs, knownToMs }: InsightsView): boolean {
  return (steps[i + 1] ?? endMs) <= (knownToMs ?? 0);
}

/** Formats the label of a step: 14:00, Tue 17, or 17. */
export function stepLabel(startMs: number, kind: ViewKind, shop: StoreView): string {
  const timeZone = shop.store.timezone;
  if (kind === 'day') return clockText(startMs, shop, false);
  const format =
    kind === 'week' ? ({ weekday: 'short', day: 'numeric' } as const) : ({ day: 'numeric' } as const);
  return new Intl.DateTimeFormat(currentLocale(), { ...format, timeZone }).format(startMs);
}

/**
 * Returns the first and one past the last hour in which people entered or usually enter. Adds hours before and after,
 * up to LEAST_HOURS.
 */
export function openHours(steps: readonly Step[]): readonly [number, number] {
  const isBusy = ({ value, usual }: Step) => (value ?? 0) > 0 || (usual ?? 0) > 0;
  const [first, last] = [steps.findIndex(isBusy), steps.findLastIndex(isBusy)];
  if (first < 0) return [0, steps.length];
  const room = Math.max(0, LEAST_HOURS - (last + 1 - first));
  return [Math.max(0, first - Math.floor(room / 2)), Math.min(steps.length, last + 1 + Math.ceil(room / 2))];
}
