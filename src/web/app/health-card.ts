import type { VNode } from 'preact';
import type { WindowSummary } from '../../core/metrics/summary.ts';
import type { GatewayView } from '../../ports/console.ts';
import { html } from './html.ts';
import type { Word } from './words.ts';
import { t, WORDS } from './words.ts';

type Sensor = GatewayView['sensors'][number];

/** One look says what is wrong; one sentence says what to do. */
export function SensorCard({
  status,
  summary,
}: {
  status: GatewayView | undefined;
  summary: WindowSummary | undefined;
}): VNode {
  if (status === undefined)
    return html`<section class="card"><h2>${t('sensors')}</h2><p>${t('loading')}</p></section>`;
  const wrong = status.sensors.filter(({ state }) => state === 'waiting' || state === 'degraded');
  const isWell = wrong.length === 0;
  const head =
    status.sensors.length === 0
      ? t('noSensors')
      : isWell
        ? t('allWell')
        : t('somethingWrong', { n: wrong.length, all: status.sensors.length });
  return html`<section class="card"><h2 class="off">${t('sensors')}</h2>
    <p class="banner ${isWell ? 'good' : 'bad'}" role="status">${mark(isWell)}${head}</p>
    <ul class="list">${status.sensors.map((sensor) => sensorRow(sensor, summary))}</ul>
    <p class="quiet row spread"><span>${t('cloud')}: ${status.uplink.state}${status.store.outboxRows > 0 ? ` · ${t('waitingRows', { n: status.store.outboxRows })}` : ''}</span>
      <span>${t('storage')}: ${Math.round((100 * status.store.sizeBytes) / status.store.maxBytes)} % · ${status.version}</span></p>
    ${status.store.detail !== '' && html`<p class="warn">${status.store.detail}</p>`}
  </section>`;
}

function sensorRow(sensor: Sensor, summary: WindowSummary | undefined): VNode {
  const isWell = sensor.state === 'up' || sensor.state === 'finished' || sensor.state === 'starting';
  const seen = summary?.sensors.find(({ sensor: id }) => id === sensor.sensor)?.coverage;
  return html`<li key=${sensor.sensor}>
    <div class="row spread"><span><strong>${sensor.name}</strong> <span class="quiet">${sensor.type}</span></span>
      <span class=${isWell ? 'good' : 'bad'}>${t(sensor.state)}</span></div>
    ${seen !== undefined && html`<div class=${seen < 0.9 ? 'warn' : 'quiet'}>${t('coverage', { n: Math.round(seen * 100) })}</div>`}
    ${sensor.cause !== undefined && html`<div class="quiet">${sensor.cause.message}</div><div><strong>→ ${whatToDo(sensor.cause.code)}</strong></div>`}
  </li>`;
}

function whatToDo(code: string): string {
  const word = `do${code}`;
  return t(word in WORDS ? (word as Word) : 'doOther');
}

function mark(isWell: boolean): VNode {
  const path = isWell ? 'M5 12l5 5 9-11' : 'M12 3v12M12 19v2';
  return html`<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round"><path d=${path} /></svg>`;
}
