import type { VNode } from 'preact';
import type { StoreView } from '../../../../ports/console/console.ts';
import type { SensorLine, SensorTrace } from '../../../../ports/console/sensor-trace.ts';
import { clockText, spanText } from '../../kit/clock-text.ts';
import { html } from '../../kit/html.ts';
import { meanText } from '../../kit/number-text.ts';
import { useValue } from '../../kit/use-value.ts';
import * as state from '../../state/app-state.ts';
import { readingText } from './reading-text.ts';
import { useTrace } from './use-trace.ts';
import { t } from './words.ts';

interface Props {
  readonly shop: StoreView;
  readonly sensor: string;
}

/** Shows the last text lines of a sensor, whether they were understood, and how often they arrive. */
export function SaysNow({ shop, sensor }: Props): VNode {
  const trace = useTrace(sensor);
  const isStale = useValue(state.isStale);
  if (trace === undefined)
    return html`<section class="card says"><h2>${t('saysNow')}</h2><p class="quiet">${t('loading')}</p></section>`;
  const { reading, lines, perSecond } = trace;
  const newest = lines[0]?.at ?? reading?.at;
  return html`<section class="card says ${isStale ? 'stale' : ''}"><div class="row spread"><h2>${t('saysNow')}</h2>
      ${newest !== undefined && html`<span class="quiet age">${ageText(newest, trace, isStale, shop)}</span>`}</div>
    ${newest === undefined && html`<p class="quiet">${t('nothingYet')}</p>`}
    ${lines.length > 0 && html`<table class="log"><tbody>${lines.map((line) => row(line, shop))}</tbody></table>`}
    ${reading !== null && html`<p>${t('readAs', { what: readingText(reading) })}</p>`}
    ${newest !== undefined && html`<p class="quiet">${rateText(perSecond)}</p>`}</section>`;
}

/** While the connection is lost, the age of a text line is unknown. */
function ageText(newest: number, { at }: SensorTrace, isStale: boolean, shop: StoreView): string {
  if (isStale) return t('asOf', { time: clockText(at, shop) });
  return t('ago', { span: spanText(at - newest) });
}

function row({ at, text, isRead }: SensorLine, shop: StoreView): VNode {
  return html`<tr><td class="quiet">${clockText(at, shop)}</td><td><code>${text}</code></td><td class="warn">${isRead ? '' : t('leftOut')}</td></tr>`;
}

function rateText(perSecond: number): string {
  if (perSecond >= 1) return t('perSecond', { n: meanText(perSecond) });
  return t('perMinute', { n: Math.round(perSecond * 60) });
}
