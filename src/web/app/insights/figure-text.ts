import type { Usual } from '../../../core/insights/compare-figures.ts';
import type { Figure } from '../../../core/insights/figure.ts';
import { isIndoor, readName } from '../../../core/insights/figure.ts';
import type { InsightsView } from '../../../core/insights/insights-view.ts';
import { meanText, percentText } from '../kit/number-text.ts';
import { getUnit, numberText } from './number-format.ts';
import type { PageWord } from './words.ts';
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

/** What the number is held against; or why there is nothing. */
export function usualText(key: string, view: InsightsView): string {
  const usual = view.usual[key];
  if (usual === undefined) return noUsualText(key, view);
  const value = numberText(key, usual.value);
  if (usual.leftOut > 0) return phrase('likeForLike', { own: numberText(key, usual.own), value });
  return phrase(view.against === 'usual' ? 'usualIs' : 'beforeIs', { value });
}

function noUsualText(key: string, { figures, usual }: InsightsView): string {
  const figure = figures[key];
  if (figure === undefined || figure.value === null) return '';
  if (Object.keys(usual).length === 0) return phrase('noneBefore');
  return phrase(figure.coverage < WORTH_SAYING ? 'tooLittleSeen' : 'noEarlierNumber');
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

/** Why there is no number although it was looked for. */
const ABSENCES: Readonly<Record<string, PageWord>> = {
  ...{ happyIndex: 'noAnswers', abandoned: 'noService', bounceShare: 'afterWeeks', repeatShare: 'nextDay' },
  ...{ captureRate: 'nobodyCame', conversion: 'nobodyCame', engagedShare: 'nobodyCame' },
  ...{ dwellMedian: 'tooFewEvents', dwellP90: 'tooFewEvents', trolleyDwell: 'tooFewEvents' },
  ...{ waitMean: 'nobodyCame', waitP95: 'nobodyCame' },
};

/** Why there is no number. */
export function absenceText(key: string, figure: Figure | undefined): string {
  if (figure === undefined) return phrase('afterClosing');
  if (figure.absence !== undefined) return phrase(ABSENT[figure.absence]);
  if (figure.coverage === 0) return phrase('notSeen');
  return phrase(ABSENCES[readName(key)] ?? 'unknownYet');
}

/** A number so small that it leaves this device only as `few`. */
export function isHeld(key: string, value: number | null, { minimumCount }: InsightsView): boolean {
  const isCount = getUnit(key) === 'count' || getUnit(key) === 'people';
  return value !== null && value > 0 && value < minimumCount && isCount && isIndoor(key);
}
