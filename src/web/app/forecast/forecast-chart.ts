import type { VNode } from 'preact';
import type { ForecastHourView } from '../../../ports/console/console-forecast.ts';
import { gridValues } from '../kit/charts/step.ts';
import { useWidth } from '../kit/charts/use-width.ts';
import { html } from '../kit/html.ts';
import { currentLocale } from '../kit/i18n.ts';
import { t } from './words.ts';

const HOUR_MS = 3_600_000;
const HEIGHT = 220;
const [TOP, BOTTOM] = [10, HEIGHT - 24];

interface Props {
  readonly hours: readonly ForecastHourView[];
  readonly zone: string;
}

interface Frame {
  readonly width: number;
  readonly left: number;
  readonly most: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Draws the expected values as a line inside their 80 % band, and the counted values as dots. Closed hours leave gaps.
 */
export function ForecastChart({ hours, zone }: Props): VNode {
  const [place, width] = useWidth();
  const most = Math.max(
    4,
    ...hours.flatMap(({ expected, actual, band80 }) => [expected, actual ?? 0, band80?.[1] ?? 0]),
  );
  const [fromMs, toMs] = [hours[0]?.at ?? 0, (hours.at(-1)?.at ?? 0) + HOUR_MS];
  const frame: Frame = { width, most, fromMs, toMs, left: 14 + 7 * String(Math.round(most)).length };
  return html`<p class="key" aria-hidden="true"><span><i class="bar"></i>${t('counted')}</span><span><i class="curve"></i>${t('expected')}</span><span><i class="band"></i>${t('bandOf', { n: 80 })}</span></p>
    <div ref=${place} class="chart"><svg width=${width} height=${HEIGHT} role="img" aria-label=${t('forecast')}>
    ${gridLines(frame)}${days(hours, zone, frame)}${runs(hours).map((run) => drawRun(run, frame))}
    ${hours.map(({ at, actual }) => actual !== null && html`<circle class="counted" r="2.5" cx=${xOf(frame, at)} cy=${yOf(frame, actual)} />`)}
  </svg></div>`;
}

function gridLines(frame: Frame): VNode[] {
  return [0, ...gridValues(frame.most)].map((value) => {
    const y = yOf(frame, value);
    return html`<path class=${value === 0 ? 'grid foot' : 'grid'} d=${`M${frame.left} ${y}H${frame.width}`} /><text x=${frame.left - 6} y=${y + 4} class="axis end">${value}</text>`;
  });
}

/** Writes the name of each day below its first hour. */
function days(hours: readonly ForecastHourView[], timeZone: string, frame: Frame): VNode[] {
  const name = new Intl.DateTimeFormat(currentLocale(), { weekday: 'short', day: 'numeric', timeZone });
  const firsts = hours.filter(({ at }, i) => i === 0 || name.format(at) !== name.format(hours[i - 1]?.at));
  return firsts.map(
    ({ at }) => html`<text class="axis" x=${xOf(frame, at)} y=${HEIGHT - 6}>${name.format(at)}</text>`,
  );
}

function drawRun(run: readonly ForecastHourView[], frame: Frame): VNode {
  const point = (at: number, value: number) => `${xOf(frame, at)},${yOf(frame, value)}`;
  const band = [
    ...run.map(({ at, expected, band80 }) => point(at, band80?.[1] ?? expected)),
    ...run.toReversed().map(({ at, expected, band80 }) => point(at, band80?.[0] ?? expected)),
  ];
  const curve = run.map(({ at, expected }) => point(at, expected));
  return html`<polygon class="band" points=${band.join(' ')} /><polyline class="curve" points=${curve.join(' ')} />`;
}

/** Splits the hours into runs of consecutive hours. Closed hours, which are missing, end a run. */
function runs(hours: readonly ForecastHourView[]): ForecastHourView[][] {
  const found: ForecastHourView[][] = [];
  for (const [i, hour] of hours.entries()) {
    if (hour.at - (hours[i - 1]?.at ?? Number.NEGATIVE_INFINITY) === HOUR_MS) found.at(-1)?.push(hour);
    else found.push([hour]);
  }
  return found;
}

/** Horizontal position of the middle of the hour. */
function xOf({ width, left, fromMs, toMs }: Frame, at: number): number {
  return Math.round(left + ((width - left) * (at + HOUR_MS / 2 - fromMs)) / Math.max(1, toMs - fromMs));
}

function yOf({ most }: Frame, value: number): number {
  return Math.round((BOTTOM - ((BOTTOM - TOP) * value) / most) * 10) / 10;
}
