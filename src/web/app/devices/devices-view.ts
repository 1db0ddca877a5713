import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { GatewayView } from '../../../ports/console/console.ts';
import type { TrialEnd } from '../../../ports/settings-trial.ts';
import { api } from '../kit/api.ts';
import { displayName } from '../kit/display-names.ts';
import { t } from '../kit/forms/setup-words.ts';
import { html } from '../kit/html.ts';
import type { ViewProps } from '../kit/page-props.ts';
import { getSensorLabel } from '../kit/sensor-kinds.ts';
import { findProblems } from '../kit/sensor-problems.ts';
import { useValue } from '../kit/use-value.ts';
import * as state from '../state/app-state.ts';
import { trials } from '../state/trials.ts';
import { BeaconsPage } from './beacons-page.ts';
import { countsInPicture, findQuality } from './calibration-quality.ts';
import { CameraPage } from './camera-page.ts';
import { DoorPage } from './door-page.ts';
import { SensorPage } from './sensor/sensor-page.ts';

/** Lists cameras, beacons and doors. Each has a page for its settings and checks. */
export function DevicesView(props: ViewProps): VNode {
  const [kind, id = ''] = props.route;
  if (kind === 'camera') return html`<${CameraPage} key=${id} ...${props} id=${id} />`;
  if (kind === 'door') return html`<${DoorPage} key=${id} ...${props} id=${id} />`;
  if (kind === 'sensor') return html`<${SensorPage} key=${id} ...${props} id=${id} />`;
  if (kind === 'beacons') return html`<${BeaconsPage} ...${props} />`;
  return html`<${Index} ...${props} />`;
}

function Index({ shop, session }: ViewProps): VNode {
  const status = useValue(state.status);
  const summary = useValue(state.summary);
  const last = useValue(trials)?.last;
  const unused = useUnused(session.role === 'technician');
  const problems = status === undefined ? [] : findProblems(status, shop, summary);
  const stateOf = (id: string) => status?.sensors.find(({ sensor }) => sensor === id)?.state;
  const receivers = shop.sensors.filter(({ kind }) => kind === 'hears-tags');
  const named = new Set([...shop.cameras, ...receivers].map(({ id }) => id));
  const others = shop.sensors.filter(({ id }) => !named.has(id));
  const sensorEntry = ({ id, name }: { readonly id: string; readonly name: string }) =>
    entry({
      to: `sensor/${encodeURIComponent(id)}`,
      name,
      note: getSensorLabel(shop, id),
      state: stateOf(id),
    });
  return html`<main>${session.role === 'technician' && html`<a class="goto" href="#setup"><span><strong>${t('setup')}</strong><br /><span class=${unused > 0 ? 'warn' : 'quiet'}>${unused > 0 ? t('pluggedIn', { n: unused }) : t('foundTitle')}</span></span></a><a class="button" href="#add">${t('newSensor')}</a>`}
    ${
      problems.length > 0 &&
      html`<section class="card needs"><h2>${t('needsYou')}</h2><ul class="list">${problems.map(
        ({
          key,
          name,
          what,
          detail,
          remedy,
          href,
          isBad,
        }) => html`<li key=${`${key} ${what}`}><strong>${href === undefined ? name : html`<a href=${href}>${name}</a>`}</strong> <span class=${isBad ? 'bad' : 'warn'}>${what}</span>
        <p class="todo">${remedy}</p>${detail !== undefined && html`<p class="quiet">${detail}</p>`}${isUnblamed(key, last) && html`<p class="quiet">${t('notBecauseOfSettings')}</p>`}</li>`,
      )}</ul></section>`
    }
    <section class="card"><h2>${t('cameras')}</h2>
    ${shop.cameras.length === 0 && html`<p class="quiet">${t('noCameras')}</p>`}
    <ul class="list tight">${shop.cameras.map(({ id, calibration }) => {
      const { text: note, isWell } = findQuality(calibration, !countsInPicture(shop, id));
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
    ${others.length > 0 && html`<section class="card"><h2>${t('otherSensors')}</h2><ul class="list tight">${others.map(sensorEntry)}</ul></section>`}
    <section class="card"><h2>${t('beacons')}</h2>
    ${receivers.length === 0 ? html`<p class="quiet">${t('noReceivers')}</p>` : html`<ul class="list tight">${entry({ to: 'beacons', name: t('receiversAndTags'), note: t('tags') })}${receivers.map(sensorEntry)}</ul>`}</section></main>`;
}

/** Returns how many devices are plugged in that no sensor uses; 0 until it is known. */
function useUnused(isTechnician: boolean): number {
  const [unused, setUnused] = useState(0);
  useEffect(() => {
    if (isTechnician) api.unused().then(setUnused, () => undefined);
  }, []);
  return unused;
}

/** Returns true when this sensor was not the reason why the last trial ended. False until trials are loaded. */
function isUnblamed(sensor: string, last: TrialEnd | null | undefined): boolean {
  if (last === undefined) return false;
  return last?.because?.kind !== 'sensor' || last.because.sensor !== sensor;
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
