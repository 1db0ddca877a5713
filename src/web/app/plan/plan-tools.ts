import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Json } from '../../../core/model/ids.ts';
import type { StoreSpace } from '../../../ports/console/console.ts';
import type { SettingsEdit } from '../../../ports/console/console-settings.ts';
import { api } from '../kit/api.ts';
import { confirm } from '../kit/confirm.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { EditorViewProps } from './editor-props.ts';
import { openPicture } from './picture/draw-laid.ts';
import { FilePicker, NewPicture } from './picture/upload-tool.ts';
import { scaleEdits } from './scale-edits.ts';
import { placeables } from './shape-edits.ts';
import type { Draft } from './use-draft.ts';
import type { Sketching } from './use-sketch.ts';

type Props = EditorViewProps &
  Draft & {
    readonly sketching: Sketching;
    readonly space: StoreSpace | undefined;
    readonly setSpace: (id: string) => void;
  };

/** Edits the floor's picture, its scale, and the positions of devices and doors. */
export function PlanTools(props: Props): VNode {
  const floor = props.shop.spaces.find(({ id }) => id === 'floor');
  if (floor === undefined) return html`<${FirstFloor} ...${props} />`;
  if (props.space?.id !== 'floor') {
    return html`<section><h2>${t('plan')}</h2>
      <button class="wide" onClick=${() => props.setSpace('floor')}>${t('showPlan')}</button></section>`;
  }
  return html`<section><h2>${t('plan')}</h2>
    <p class="quiet">${t('floorSize', { w: floor.width.toFixed(2), h: floor.height.toFixed(2) })}</p>
    <${NewPicture} ...${props} floor=${floor} />
    ${props.hasPlan && html`<div class="row"><button onClick=${() => removePicture(props)}>${t('removePlan')}</button></div>`}
  </section>`;
}

async function removePicture({ reload }: Pick<Props, 'reload'>): Promise<void> {
  if (!(await confirm(t('removePlanQuestion'), t('removePlan')))) return;
  await api.removePlan();
  await reload();
}

/** Assumed width of a plan in metres until its scale is set. */
const UNSCALED_WIDTH_M = 10;

function FirstFloor(props: Props): VNode {
  const [size, setSize] = useState({ w: '', h: '' });
  const [widthMetres, heightMetres] = [number(size.w), number(size.h)];
  const add = async (value: { widthMetres: number; heightMetres: number }) => {
    let isAdded = false;
    await props.save([{ path: ['floor'], value }], () => {
      isAdded = true;
      props.setSpace('floor');
    });
    return isAdded;
  };
  const take = async (picture: Blob) => {
    const { image, free } = await openPicture(picture);
    free();
    const tallness = image.naturalHeight / image.naturalWidth;
    await api.uploadPlan(picture);
    const heightMetres = Math.round(UNSCALED_WIDTH_M * tallness * 100) / 100;
    if (await add({ widthMetres: UNSCALED_WIDTH_M, heightMetres })) props.announce(t('planUploaded'));
  };
  const field = (key: 'w' | 'h', word: 'widthM' | 'depthM') => html`<label>${t(word)}
    <input inputmode="decimal" value=${size[key]} onInput=${(e: InputEvent) => setSize({ ...size, [key]: (e.target as HTMLInputElement).value })} /></label>`;
  return html`<section><h2>${t('plan')}</h2><p>${t('noFloor')}</p>
    <${FilePicker} announce=${props.announce} take=${take} />
    <p class="quiet">${t('orBySize')}</p>
    <div class="pairs">${field('w', 'widthM')}${field('h', 'depthM')}</div>
    <button disabled=${!(widthMetres > 0 && heightMetres > 0)} onClick=${() => add({ widthMetres, heightMetres })}>${t('makeFloor')}</button></section>`;
}

/** Form to set the scale. It is beside the drawing, in which the user taps both ends of a known length. */
export function ScaleForm({
  space,
  sketching,
  drawing,
  settings,
  save,
}: Pick<Props, 'space' | 'sketching' | 'drawing' | 'settings' | 'save'>): VNode | null {
  const [metres, setMetres] = useState('');
  const { sketch, begin } = sketching;
  if (space === undefined) return null;
  const length = number(metres);
  const apply = () => {
    const edits: SettingsEdit[] = scaleEdits(space, { ends: sketch, metres: length }, drawing, settings.tree);
    return save(edits, () => begin('edit'));
  };
  return html`<div class="pairs" id="scale"><label>${t('lengthMetres')}
    <input inputmode="decimal" value=${metres} onInput=${(e: InputEvent) => setMetres((e.target as HTMLInputElement).value)} /></label>
    <button class="main" disabled=${sketch.length < 2 || !(length > 0)} onClick=${apply}>${t('setScale')}</button></div>`;
}

/**
 * Lists the cameras, receivers and doors that have no position yet. After a tap on one, a tap on the plan places it.
 */
export function PlaceTool({ shop, settings, drawing, sketching }: Props): VNode | null {
  const all = placeables(settings.tree as Json, shop.sensors);
  const missing = all.filter(
    ({ kind, id }) => !drawing.shapes.some((shape) => shape.kind === kind && shape.id === id),
  );
  if (all.length === 0) return null;
  return html`<section><h2>${t('places')}</h2>
    ${missing.length === 0 ? html`<p class="good">✓ ${t('allPlaced')}</p>` : html`<p class="quiet">${t('placesHow')}</p>`}
    <div class="row">${missing.map((device) => html`<button aria-pressed=${sketching.placing?.id === device.id} onClick=${() => sketching.begin('place', device)}>${device.kind === 'camera' ? t('camera', { name: device.name }) : `${t(device.kind)} ${device.name}`}</button>`)}</div></section>`;
}

function number(text: string): number {
  return Number(text.replace(',', '.'));
}
