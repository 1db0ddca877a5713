import type { Usual } from '../../../core/insights/compare-figures.ts';
import type { Figure } from '../../../core/insights/figure.ts';
import { isIndoor } from '../../../core/insights/figure.ts';
import type { Against, InsightsView } from '../../../core/insights/insights-view.ts';
import { meanText, percentText } from '../kit/number-text.ts';
import { getUnit, numberText } from './number-format.ts';
import { phrase } from './words.ts';

/** Below this share seen the number says so. */
export const WORTH_SAYING = 0.95;

/** ▲ 8 %, ▼ 1.9 points, or that it is as usual: a change only where the usual value lies beyond the interval. */
export function changeText(key: string, usual: Usual | undefined): string {
  if (usual === undefined) return '';
  if (!usual.isBeyond) return phrase('asUsual');
  const { own, value } = usual;
  const sign = own > value ? '▲' : '▼';
  if (getUnit(key) === 'share')
    return `${sign} ${phrase('points', { n: meanText(Math.abs(100 * (own - value))) })}`;
  if (value === 0) return sign;
  return `${sign} ${percentText(Math.abs(own / value - 1), 0)}`;
}

export function usualText(key: string, usual: Usual | undefined, against: Against): string {
  if (usual === undefined) return '';
  const value = numberText(key, usual.value);
  if (usual.leftOut > 0) return phrase('likeForLike', { own: numberText(key, usual.own), value });
  return phrase(against === 'usual' ? 'usualIs' : 'beforeIs', { value });
}

export function intervalText(key: string, { low, high }: Pick<Figure, 'low' | 'high'>): string {
  if (low === null || high === null) return '';
  return phrase('to', { low: numberText(key, low), high: numberText(key, high) });
}

const NO_INTERVAL = {
  'one-source': 'noIntervalOneSource',
  'many-looks': 'noIntervalManyLooks',
  future: 'noIntervalFuture',
  'as-reported': 'noIntervalAsReported',
} as const;

/** The interval, or why there is none. */
export function trueNumberText(key: string, figure: Figure): string {
  const { noInterval } = figure;
  return noInterval === undefined
    ? intervalText(key, figure) || phrase('noInterval')
    : phrase(NO_INTERVAL[noInterval]);
}

const ABSENT = {
  'no-counter': 'absentNoCounter',
  'no-floor': 'absentNoFloor',
  'no-line': 'absentNoLine',
} as const;

/** Why there is no number. */
export function absenceText(key: string, figure: Figure | undefined): string {
  if (figure === undefined) return phrase('afterClosing');
  if (figure.absence !== undefined) return phrase(ABSENT[figure.absence]);
  if (figure.coverage === 0) return phrase('notSeen');
  return phrase(
    key.startsWith('dwell') || key.startsWith('trolleyDwell') || key.startsWith('wait')
      ? 'tooFewEvents'
      : 'notSeen',
  );
}

/** A number so small that it leaves this device only as `few`. */
export function isHeld(key: string, value: number | null, { minimumCount }: InsightsView): boolean {
  const isCount = getUnit(key) === 'count' || getUnit(key) === 'people';
  return value !== null && value > 0 && value < minimumCount && isCount && isIndoor(key);
}
