import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { FoundDevice } from '../../../../ports/console/found-device.ts';
import type { OfferedSensor } from '../../../../ports/console/sensor-offer.ts';
import { api } from '../api.ts';
import { html } from '../html.ts';
import { t } from './setup-words.ts';

interface Props {
  readonly kind: OfferedSensor;
  /** Called with undefined when the user chose none of the found devices. */
  readonly choose: (device: FoundDevice | undefined) => void;
}

/** Lists found devices and ports that fit the sensor type. */
export function FoundPorts({ kind, choose }: Props): VNode {
  const [found, setFound] = useState<readonly FoundDevice[]>();
  const [fault, setFault] = useState('');
  const look = () => {
    setFound(undefined);
    setFault('');
    choose(undefined);
    api.found().then(setFound, (error: Error) => {
      setFault(error.message);
      setFound([]);
    });
  };
  useEffect(look, []);
  const fitting = (found ?? []).filter((device) => fits(device, kind));
  return html`<section class="card" id="ports"><div class="row spread"><h2>${t('whereIsIt')}</h2>
      <button disabled=${found === undefined} onClick=${look}>${t(found === undefined ? 'looking' : 'lookAgain')}</button></div>
    <div role="status">${fault !== '' && html`<p class="bad">${t('failed', { why: fault })}</p>`}
      ${found !== undefined && html`<p class="quiet">${t(fitting.length > 0 ? 'foundHere' : 'foundNone')}</p>`}</div>
    ${fitting.map((device) => option(`${device.path}${device.name === null ? '' : `, ${device.name}`}`, device.lines[0], () => choose(device)))}
    ${kind.isOnlyFound === true ? html`<p class="quiet">${t('onlyOnDevice')}</p>` : fitting.length > 0 && option(t('noneOfThese'), undefined, () => choose(undefined))}</section>`;
}

function option(text: string, line: string | undefined, pick: () => void): VNode {
  return html`<label class="check" key=${text}><input type="radio" name="port" onChange=${pick} />
    <span>${text}${line !== undefined && html`<br /><small>${t('sends', { line })}</small>`}</span></label>`;
}

/** Returns whether a device fits a sensor type: the type that its driver suggests, or a type with a port setting. */
function fits({ kind: found, suggestion }: FoundDevice, kind: OfferedSensor): boolean {
  if (found !== kind.found) return false;
  return suggestion === null
    ? kind.setting !== undefined
    : suggestion.type === kind.type || kind.setting !== undefined;
}
