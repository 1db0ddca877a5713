import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { GatewayView } from '../../../ports/console.ts';
import { api } from '../kit/api.ts';
import { displayName } from '../kit/display-names.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { ViewProps } from '../kit/page-props.ts';
import { BeaconsPage } from './beacons-page.ts';
import { errorText, fitPairs } from './calibration-math.ts';
import { CameraPage } from './camera-page.ts';
import { DoorPage } from './door-page.ts';

/** Cameras, beacons and doors; each has a page to set it up and check it. */
export function DevicesView(props: ViewProps): VNode {
  const [kind, id = ''] = props.route;
  if (kind === 'camera') return html`<${CameraPage} key=${id} ...${props} id=${id} />`;
  if (kind === 'door') return html`<${DoorPage} key=${id} ...${props} id=${id} />`;
  if (kind === 'beacons') return html`<${BeaconsPage} ...${props} />`;
  return html`<${Index} ...${props} />`;
}

function Index({ shop, session }: ViewProps): VNode {
  const [status, setStatus] = useState<GatewayView>();
  useEffect(() => void api.status().then(setStatus, () => undefined), []);
  const stateOf = (id: string) => status?.sensors.find(({ sensor }) => sensor === id)?.state;
  const receivers = shop.sensors.filter(({ kind }) => kind === 'hears-tags');
  return html`<main><section class="card"><h2>${t('cameras')}</h2>
    ${shop.cameras.length === 0 && html`<p class="quiet">${t('noCameras')}</p>`}
    <ul class="list tight">${shop.cameras.map(({ id, calibration }) => {
      const fit = fitPairs(calibration);
      const note =
        fit === undefined
          ? t('notCalibrated')
          : t('calibrated', { error: errorText(fit.errorM), n: calibration.length });
      const isWell = fit !== undefined;
      return entry({ to: `camera/${id}`, name: displayName(shop, id), note, isWell, state: stateOf(id) });
    })}</ul></section>
    <section class="card"><h2>${t('doors')}</h2>
    ${shop.doors.length === 0 && html`<p class="quiet">${t('noDoors')}</p>`}
    <ul class="list tight">${shop.doors.map(({ id, name, lines, sensors }) =>
      entry({
        to: `door/${id}`,
        name,
        note: [...sensors, ...lines].map((one) => displayName(shop, one)).join(', '),
      }),
    )}</ul>
    ${session.role === 'technician' && html`<a class="button" href="#devices/door/">${t('newDoor')}</a>`}</section>
    <section class="card"><h2>${t('beacons')}</h2>
    ${receivers.length === 0 ? html`<p class="quiet">${t('noReceivers')}</p>` : html`<ul class="list tight">${entry({ to: 'beacons', name: t('receiversAndTags'), note: receivers.map(({ name }) => name).join(', ') })}</ul>`}</section></main>`;
}

interface Entry {
  readonly to: string;
  readonly name: string;
  readonly note: string;
  readonly isWell?: boolean;
  readonly state?: GatewayView['sensors'][number]['state'] | undefined;
}

function entry({ to, name, note, isWell = true, state }: Entry): VNode {
  const isSeeing = state === undefined || state === 'up' || state === 'starting' || state === 'finished';
  return html`<li key=${to}><a class="goto" href="#devices/${to}"><span><strong>${name}</strong>
    ${state !== undefined && html` <span class=${isSeeing ? 'good' : 'bad'}>${t(state)}</span>`}<br />
    <span class=${isWell ? 'quiet' : 'warn'}>${note}</span></span></a></li>`;
}
