import type { VNode } from 'preact';
import type { WindowSummary } from '../../../core/model/window-summary.ts';
import type { GatewayView, StoreView } from '../../../ports/console.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import { getSensorLabel } from '../kit/sensor-kinds.ts';
import type { Problem } from './sensor-problems.ts';
import { findProblems, isSeeing } from './sensor-problems.ts';

type Sensor = GatewayView['sensors'][number];

interface Props {
  readonly shop: StoreView;
  readonly status: GatewayView | undefined;
  readonly summary: WindowSummary | undefined;
}

/** Shows problems with one sentence each for the fix. Working parts take one line. */
export function HealthCard({ shop, status, summary }: Props): VNode {
  if (status === undefined)
    return html`<section class="card health"><h2>${t('sensors')}</h2><p class="quiet">${t('loading')}</p></section>`;
  const problems = findProblems(status, shop, summary);
  const isWell = problems.length === 0;
  return html`<section class="card health ${isWell ? 'well' : 'ill'}"><h2 class="off">${t('sensors')}</h2>
    <div role="status"><p class="banner ${isWell ? 'good' : 'bad'}">${mark(isWell)}${head(status, problems.length)}</p>
    ${!isWell && html`<ul class="list">${problems.map(problemRow)}</ul>`}</div>
    <details><summary>${t('allSensors', { n: status.sensors.length })}</summary>
      <ul class="list">${status.sensors.map((sensor) => sensorRow(sensor, shop, summary))}</ul>
      <p class="quiet row spread"><span>${t('cloud')}: ${t(`uplink_${status.uplink.state}`)}${status.store.outboxRows > 0 ? ` · ${t('waitingRows', { n: status.store.outboxRows })}` : ''}</span>
        <span>${t('storage')}: ${Math.round((100 * status.store.sizeBytes) / status.store.maxBytes)} % · ${status.version}</span></p></details>
  </section>`;
}

function head({ sensors }: GatewayView, problems: number): string {
  if (problems > 0) return t('somethingWrong', { n: problems });
  return t(sensors.length === 0 ? 'noSensors' : 'allWell');
}

function problemRow({ key, name, what, detail, remedy, href, isBad }: Problem): VNode {
  return html`<li key=${`${key} ${what}`}><div><strong>${href === undefined ? name : html`<a href=${href}>${name}</a>`}</strong> <span class=${isBad ? 'bad' : 'warn'}>${what}</span></div>
    <p class="todo">${remedy}</p>${detail !== undefined && html`<p class="quiet">${detail}</p>`}</li>`;
}

function sensorRow(sensor: Sensor, shop: StoreView, summary: WindowSummary | undefined): VNode {
  const seen = summary?.sensors.find(({ sensor: id }) => id === sensor.sensor)?.coverage;
  return html`<li key=${sensor.sensor}>
    <div class="row spread"><span><strong>${sensor.name}</strong> <span class="quiet">${getSensorLabel(shop, sensor.sensor)}</span></span>
      <span class=${isSeeing(sensor) ? 'good' : 'bad'}>${t(sensor.state)}</span></div>
    ${seen !== undefined && html`<div class=${seen < 0.9 ? 'warn' : 'quiet'}>${t('coverage', { n: Math.round(seen * 100) })}</div>`}
  </li>`;
}

function mark(isWell: boolean): VNode {
  const path = isWell ? 'M5 12l5 5 9-11' : 'M12 3v12M12 19v2';
  return html`<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round"><path d=${path} /></svg>`;
}
