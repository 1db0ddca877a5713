import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { FoundDevice } from '../../../ports/console/found-device.ts';
import { freeName } from '../canvas/shapes.ts';
import { api } from '../kit/api.ts';
import { t } from '../kit/forms/setup-words.ts';
import { html } from '../kit/html.ts';
import type { Icon } from '../kit/icon.ts';
import { icon } from '../kit/icon.ts';
import type { ViewProps } from '../kit/page-props.ts';
import type { NewSensor } from './add-sensor.ts';
import { addSensor, likelyDoor } from './add-sensor.ts';
import { DoorChoice } from './wizard/door-choice.ts';

const SIGNS = {
  serial: 'serial',
  bluetooth: 'bluetooth',
  camera: 'devices',
  gpio: 'chip',
  network: 'devices',
  broker: 'devices',
} as const satisfies Record<FoundDevice['kind'], Icon>;

/** Lists devices that are plugged in. The gateway uses none of them until a technician adds it. */
export function FoundDevices(props: ViewProps): VNode {
  const [found, setFound] = useState<readonly FoundDevice[]>();
  const [fault, setFault] = useState('');
  const [added, setAdded] = useState<{ readonly id: string; readonly name: string }>();
  const look = () => {
    setFound(undefined);
    setFault('');
    api.found().then(setFound, (error: Error) => setFault(error.message));
  };
  useEffect(look, []);
  const isLooking = found === undefined && fault === '';
  return html`<section class="card" id="found"><div class="row spread"><h2>${t('foundTitle')}</h2>
      <button disabled=${isLooking} onClick=${look}>${t(isLooking ? 'looking' : 'lookAgain')}</button></div>
    <p class="quiet">${t('foundHow')}</p>
    <div role="status">${fault !== '' && html`<p class="bad">${t('failed', { why: fault })}</p>`}${found?.length === 0 && html`<p>${t('foundNothing')}</p>`}${added && html`<p class="good">${t('sensorAdded', { name: added.name })} <a href="#devices/sensor/${added.id}">${t('doesItSend')}</a></p>`}</div>
    <ul class="list">${found?.map((device) => html`<li key=${device.path}><${Row} ...${props} device=${device} look=${look} added=${setAdded} /></li>`)}</ul>
    <p class="quiet">${t('notFound')} <a href="#add">${t('addByHand')}</a></p></section>`;
}

type RowProps = ViewProps & {
  readonly device: FoundDevice;
  readonly look: () => void;
  readonly added: (sensor: { readonly id: string; readonly name: string }) => void;
};

function Row({ device, look, added, shop, announce }: RowProps): VNode {
  const { kind, path, name, lines, suggestion, place } = device;
  const [isNaming, setNaming] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const title = kind === 'serial' && suggestion !== null ? t('found_counter') : t(`found_${kind}`);
  const [typed, setTyped] = useState(() =>
    freeName(
      title,
      shop.sensors.map((sensor) => sensor.name),
    ),
  );
  const [at, setAt] = useState<NewSensor['at']>(
    place === 'door' ? likelyDoor(`${name ?? ''} ${path}`, shop) : (place ?? 'nowhere'),
  );
  const add = async () => {
    setBusy(true);
    try {
      const sensor = { name: typed.trim() || title, own: suggestion ?? {}, at };
      added({ id: await addSensor(await api.settings(), sensor, shop), name: sensor.name });
      announce(t('sensorAdded', { name: sensor.name }));
      look();
    } catch (error) {
      announce(t('failed', { why: (error as Error).message }));
      setBusy(false);
    }
  };
  const button = isNaming
    ? html`<label>${t('name')}<input maxlength="80" value=${typed} onInput=${(e: InputEvent) => setTyped((e.target as HTMLInputElement).value)} /></label>
      ${place === 'door' && shop.doors.length > 0 && html`<${DoorChoice} does="counts-people" doors=${shop.doors} at=${at} choose=${setAt} />`}
      <button class="main" disabled=${isBusy} onClick=${add}>${t(isBusy ? 'applying' : addWord(at))}</button>`
    : html`<button class="main" onClick=${() => setNaming(true)}>${t('add')}</button>`;
  return html`<div class="found"><span class="mark" aria-hidden="true">${icon(SIGNS[kind])}</span><div class="say"><strong>${title}${name === null ? '' : `, ${name}`}</strong>
      <code>${path}</code><small>${lines.length > 0 ? t('sends', { line: lines[0] ?? '' }) : t(`hint_${kind}`)}</small>
      ${suggestion !== null && html`<div class="row">${button}</div>`}</div></div>`;
}

function addWord(at: NewSensor['at']): 'addAtDoor' | 'addAsZone' | 'addSensor' {
  if (at === 'new-door') return 'addAtDoor';
  return at === 'zone' ? 'addAsZone' : 'addSensor';
}
