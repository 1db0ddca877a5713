import type { Usual } from '../../../core/insights/compare-figures.ts';
import type { Figure, ShareCounts } from '../../../core/insights/figure.ts';
import { isIndoor, readName } from '../../../core/insights/figure.ts';
import type { InsightsView } from '../../../core/insights/insights-view.ts';
import { clockText, dateText } from '../kit/clock-text.ts';
import { countText, meanText, percentText } from '../kit/number-text.ts';
import { getUnit, numberText } from './number-format.ts';
import type { PageContext } from './page-context.ts';
import type { PageWord } from './words.ts';
import { phrase } from './words.ts';

/** Coverage below which a number is marked as incomplete. */
export const WORTH_SAYING = 0.95;

/**
 * Returns a text such as ▲ 8 %, ▼ 1.9 points, or "as usual". It shows a change only when the usual value lies outside
 * the interval.
 */
export function changeText(key: string, usual: Usual | undefined): string {
  if (usual === undefined) return '';
  if (!usual.isBeyond) return phrase('asUsual');
  const { own, value } = usual;
  const sign = own > value ? '▲' : '▼';
  if (getUnit(key) === 'share')
    return `${sign} ${phrase('points', { n: meanText(Math.abs(100 * (own - value))) })}`;
  if (value === 0) return sign;
  return `${sign} ${percentText(Math.abs(shownNumber(key, own) / shownUsual(key, value) - 1), 0)}`;
}

/** Rounds a number as the page does, so that the shown change agrees with the two numbers beside it. */
function shownNumber(key: string, value: number): number {
  const unit = getUnit(key);
  if (unit === 'ms') return 1000 * Math.round(value / 1000);
  return unit === 'count' || unit === 'people' ? Math.round(value) : value;
}

function shownUsual(key: string, value: number): number {
  return isSmall(key, value) ? Math.round(10 * value) / 10 || value : shownNumber(key, value);
}

/** Usual counts below this are shown with a decimal place: they are means, and for a small mean it matters. */
const SMALL_MEAN = 10;

function isSmall(key: string, value: number): boolean {
  return value < SMALL_MEAN && (getUnit(key) === 'count' || getUnit(key) === 'people');
}

/**
 * Returns the usual value, or why there is none. If the period is not over, the text says until when both periods were
 * counted.
 */
export function usualText(key: string, { view, shop }: Pick<PageContext, 'view' | 'shop'>): string {
  const usual = view.usual[key];
  if (usual === undefined) return noUsualText(key, view);
  const own = numberText(key, usual.own);
  const value = isSmall(key, usual.value) ? meanText(usual.value) : numberText(key, usual.value);
  const isOver = view.comparedToMs >= view.endMs;
  const plain = phrase(view.against === 'usual' ? 'usualIs' : 'beforeIs', { value });
  const text =
    usual.leftOut > 0 ? phrase('likeForLike', { own, value }) : isOver ? plain : `${own}, ${plain}`;
  if (isOver) return text;
  const isDay = view.kind === 'day';
  // `comparedToMs` is the start of the next day. One millisecond earlier is still the last day that is compared.
  const time = isDay ? clockText(view.comparedToMs, shop, false) : dateText(view.comparedToMs - 1, shop);
  return phrase(isDay ? 'untilHour' : 'throughDay', { time, text });
}

function noUsualText(key: string, { kind, figures, usual, comparedToMs, startMs }: InsightsView): string {
  const figure = figures[key];
  if (figure === undefined || figure.value === null) return '';
  if (comparedToMs === startMs) return phrase(kind === 'day' ? 'afterFirstHour' : 'afterFirstDay');
  if (Object.keys(usual).length === 0) return phrase('noneBefore');
  return phrase(figure.coverage < WORTH_SAYING ? 'tooLittleSeen' : 'noEarlierNumber');
}

/** Returns text such as "215 of 2,390". */
export function countsText({ part, whole }: ShareCounts): string {
  return phrase('ofCounts', { part: countText(part), whole: countText(whole) });
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

/** Returns the interval, or the reason why there is none. */
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

/** Reasons for a missing number, by metric, when the store has the sensors for it. */
const ABSENCES: Readonly<Record<string, PageWord>> = {
  ...{ happyIndex: 'noAnswers', abandoned: 'noService', bounceShare: 'afterWeeks', repeatShare: 'nextDay' },
  ...{ captureRate: 'nobodyCame', conversion: 'nobodyCame', engagedShare: 'nobodyCame' },
  ...{ dwellMedian: 'tooFewEvents', dwellP90: 'tooFewEvents', trolleyDwell: 'tooFewEvents' },
  ...{ waitMean: 'nobodyCame', waitP95: 'nobodyCame' },
};

/** Returns the reason why there is no number. */
export function absenceText(key: string, figure: Figure | undefined): string {
  if (figure === undefined) return phrase('afterClosing');
  if (figure.absence !== undefined) return phrase(ABSENT[figure.absence]);
  if (figure.coverage === 0) return phrase('notSeen');
  return phrase(ABSENCES[readName(key)] ?? 'unknownYet');
}

/** Returns true for a count that is too small to leave the gateway: it would be published as `few`. */
export function isHeld(key: string, value: number | null, { minimumCount }: InsightsView): boolean {
  const isCount = getUnit(key) === 'count' || getUnit(key) === 'people';
  return value !== null && value > 0 && value < minimumCount && isCount && isIndoor(key);
}
