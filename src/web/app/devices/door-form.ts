import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { isAtDoor } from '../../../core/model/sensor-kind.ts';
import type { StoreView } from '../../../ports/console/console.ts';
import type { SettingsEdit } from '../../../ports/console/console-settings.ts';
import { isInnerLine } from '../canvas/inner-line.ts';
import { randomId } from '../canvas/shapes.ts';
import { api } from '../kit/api.ts';
import { html } from '../kit/html.ts';
import type { ViewProps } from '../kit/page-props.ts';
import { t } from '../state/counting-words.ts';
import { withLists } from '../state/with-lists.ts';

type Door = StoreView['doors'][number];

/** Edits the sensors and lines of an existing or a new door. */
export function DoorForm({
  shop,
  door,
  announce,
  reload,
  route,
}: ViewProps & { readonly door: Door | undefined }): VNode {
  // Id of the line for which the user chose “make a door” on the plan, if any.
  const asked = shop.lines.map(({ id }) => id).filter((id) => id === route[2]);
  const [name, setName] = useState(door?.name ?? '');
  const [sensors, setSensors] = useState<readonly string[]>(door?.sensors ?? []);
  const [lines, setLines] = useState<readonly string[]>(door?.lines ?? asked);
  const apply = async (edits: readonly SettingsEdit[], then: string) => {
    try {
      const { hash, tree } = await api.settings();
      await api.apply(hash, withLists(edits, tree));
      await reload();
      announce(t('applied'));
      location.hash = then;
    } catch (error) {
      announce(t('failed', { why: (error as Error).message }));
    }
  };
  const save = () => {
    const taken = shop.doors.map(({ id }) => id);
    const id = door?.id ?? randomId('door', taken);
    const path = (key: string) => ['doors', id, key];
    const own = [
      { path: path('sensors'), value: sensors as string[] },
      { path: path('lines'), value: lines as string[] },
      ...(name === '' || name === id ? [] : [{ path: path('name'), value: name }]),
    ];
    const value = { id, ...(name === '' || name === id ? {} : { name }), sensors, lines };
    const fresh = { path: ['doors', id], value: value as never };
    return apply(door === undefined ? [fresh] : own, `devices/door/${id}`);
  };
  const isOther =
    JSON.stringify([sensors, lines]) !== JSON.stringify([door?.sensors ?? [], door?.lines ?? []]);
  const isChanged = name !== (door?.name ?? '') || isOther;
  const countable = shop.sensors.filter(({ kind }) => isAtDoor(kind));
  const hasNothing = countable.length + shop.lines.length === 0;
  return html`<section class="card"><h2>${t(door === undefined ? 'newDoor' : 'doorParts')}</h2>
    ${hasNothing && html`<p class="warn">${t('nothingAtDoors')}</p>`}
    <p class="quiet">${t('doorMeans')}</p>
    <label>${t('name')}<input maxlength="80" value=${name} onInput=${(e: InputEvent) => setName((e.target as HTMLInputElement).value)} /></label>
    ${choices(t('sensors'), countable, sensors, setSensors)}${choices(t('lines'), shop.lines, lines, setLines)}
    ${shop.lines.some((line) => lines.includes(line.id) && isInnerLine(line, shop)) && html`<p class="warn">${t('innerDoor')}</p>`}
    ${isOther && html`<p class="quiet">${t('forecastAnew')}</p>`}
    <div class="row actions"><button class="main" disabled=${!isChanged || sensors.length + lines.length === 0} onClick=${save}>${t('save')}</button>
      ${door !== undefined && html`<button class="bad" onClick=${() => apply([{ path: ['doors', door.id] }], 'devices')}>${t('remove')}</button>`}</div></section>`;
}

function choices(
  title: string,
  all: readonly { readonly id: string; readonly name: string }[],
  chosen: readonly string[],
  choose: (ids: readonly string[]) => void,
): VNode | null {
  if (all.length === 0) return null;
  const turn = (id: string) =>
    choose(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return html`<fieldset><legend>${title}</legend>${all.map(
    ({ id, name }) =>
      html`<label class="check"><input type="checkbox" checked=${chosen.includes(id)} onChange=${() => turn(id)} />${name}</label>`,
  )}</fieldset>`;
}
