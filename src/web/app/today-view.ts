import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { WindowSummary } from '../../core/metrics/summary.ts';
import { api } from './api.ts';
import { Chart } from './chart.ts';
import { html } from './html.ts';
import type { ViewProps } from './shell.ts';
import type { Sum } from './today-sums.ts';
import { dayStart, doorSums, quarters, storeSums, zoneSums } from './today-sums.ts';
import { t } from './words.ts';

const REFRESH_MS = 30_000;

/** The store's day out of the windows kept on the device: every number with what it rests on. */
export function TodayView({ shop, say }: ViewProps): VNode {
  const [windows, setWindows] = useState<readonly WindowSummary[]>();
  useEffect(() => {
    const load = () => {
      const now = Date.now();
      api
        .windows(dayStart(now, shop.store.timezone), now + 60_000)
        .then(setWindows, (error: Error) => say(t('failed', { why: error.message })));
    };
    load();
    const timer = setInterval(load, REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  if (windows === undefined) return html`<main><p>${t('loading')}</p></main>`;
  if (windows.length === 0) return html`<main><p class="card">${t('noWindows')}</p></main>`;
  const names = new Map(shop.zones.map(({ id, name }) => [id, name]));
  const doors = new Map([...shop.doors, ...shop.lines].map(({ id, name }) => [id, name]));
  return html`<main>
    <section class="tiles">${storeSums(windows).map((sum) => html`<${Tile} sum=${sum} />`)}</section>
    <section class="card"><h2>${t('entries')} <span class="quiet">${t('perQuarter')}</span></h2>
      <${Chart} rows=${quarters(windows)} zone=${shop.store.timezone} /><p class="quiet">${t('outage')}</p></section>
    <section class="card"><h2>${t('zones')}</h2><div class="tiles">${zoneSums(windows).map(
      ({ id, sums }) => html`<div class="card"><h3>${names.get(id) ?? id}</h3>
      ${sums.map((sum) => html`<${Tile} sum=${sum} />`)}</div>`,
    )}</div></section>
    <section class="card"><h2>${t('doors')}</h2><div class="tiles">${doorSums(windows).map(
      ({ id, sums }) => html`<div class="card"><h3>${doors.get(id) ?? id}</h3>
      ${sums.map((sum) => html`<${Tile} sum=${sum} />`)}</div>`,
    )}</div></section></main>`;
}

/** A number; opened, its definition, coverage and interval. */
function Tile({ sum }: { sum: Sum }): VNode {
  const { word, text, coverage, n, definition, interval } = sum;
  return html`<details class="tile card"><summary><strong>${text ?? t(coverage > 0 ? 'tooFew' : 'unknown')}</strong>${t(word)}
    ${coverage < 0.99 && html` <span class="warn">${Math.round(coverage * 100)} %</span>`}</summary>
    <dl class="quiet"><div>${t('coverageShort')}: ${Math.round(coverage * 100)} %</div>
      ${interval !== undefined && html`<div>${t('interval')}: ${interval}</div>`}
      <div>${t('restsOn', { n })}</div><div>${t('definition')}: <code>${definition}</code></div></dl></details>`;
}
