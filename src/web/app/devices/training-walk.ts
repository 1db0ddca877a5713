import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { isInside } from '../../../core/geometry/polygon.ts';
import { wilsonInterval } from '../../../core/statistics/proportion.ts';
import type { StoreView } from '../../../ports/console/console.ts';
import type { TagsView } from '../../../ports/console/console-devices.ts';
import { pointsText } from '../canvas/plan-viewport.ts';
import { PointStage } from '../canvas/point-picker.ts';
import type { Pair } from '../canvas/shapes.ts';
import { api } from '../kit/api.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { ViewProps } from '../kit/page-props.ts';

interface Place {
  readonly at: Pair;
  /** `said`: zone in which the tag was located. `true`: zone in which its carrier was. */
  readonly said: string | null;
  readonly true: string | null;
}

type Phase = 'off' | 'teach' | 'check';

/** Smallest number of places that give a reliable share of wrong zones. */
const ENOUGH_CHECKS = 10;

/** Guides a walk with a tag. The walk first teaches the radio map, then measures the share of wrong zones. */
export function TeachingWalk(props: ViewProps & { readonly view: TagsView }): VNode | null {
  const { shop, view, announce, hasPlan } = props;
  const [tag, setTag] = useState(view.tags[0]?.id ?? '');
  const [phase, setPhase] = useState<Phase>('off');
  const [isFilmed, setFilmed] = useState(false);
  const [places, setPlaces] = useState<readonly Place[]>([]);
  const latest = useRef(view);
  latest.current = view;
  const floor = shop.spaces.find(({ id }) => id === 'floor');
  if (floor === undefined)
    return html`<section class="card"><h2>${t('teachTitle')}</h2><p>${t('planFirst')}</p><a class="button" href="#plan">${t('showPlan')}</a></section>`;
  if (view.tags.length === 0) return null;
  const tell = async (ask: () => Promise<unknown>) => {
    try {
      await ask();
    } catch (error) {
      announce(t('failed', { why: (error as Error).message }));
    }
  };
  const stand = async (at: Pair) => {
    const place: Pair = [Number(at[0].toFixed(2)), Number(at[1].toFixed(2))];
    const said = latest.current.tags.find(({ id }) => id === tag)?.place?.zone ?? null;
    setPlaces((old) => [...old, { at: place, said, true: zoneAt(shop, place) }]);
    if (phase === 'teach') await tell(() => api.teach(tag, place));
  };
  const turnTo = async (next: Phase) => {
    if (phase === 'teach')
      await tell(async () =>
        announce(t((await api.endTeaching(tag)).learned ? 'teachLearned' : 'teachTooLittle')),
      );
    setPhase(next);
    setFilmed(false);
    setPlaces([]);
  };
  const film = () =>
    tell(async () => {
      await api.teachByCamera(tag);
      setFilmed(true);
    });
  const isCalibrated = shop.cameras.some(({ calibration }) => calibration.length > 0);
  if (phase === 'off') {
    return html`<section class="card"><h2>${t('teachTitle')}</h2><p>${t('teachWhy')}</p>
      <label>${t('tag')}<select value=${tag} onChange=${(e: Event) => setTag((e.target as HTMLSelectElement).value)}>${view.tags.map(({ id }) => html`<option value=${id}>${id}</option>`)}</select></label>
      <div class="row actions"><button class="main" onClick=${() => turnTo('teach')}>${t('teachStart')}</button>
      <button onClick=${() => turnTo('check')}>${t('checkStart')}</button></div></section>`;
  }
  return html`<section class="card"><h2>${t(phase === 'teach' ? 'teachTitle' : 'checkTitle')}</h2><p>${t(howTo(phase, isFilmed))}</p>
    <${PointStage} space=${floor} hasPlan=${hasPlan} label=${t('floor')} points=${places.map(({ at }) => at)} active=${places.length} choose=${() => undefined} set=${stand}>
      ${floorZones(shop).map(({ polygon }) => html`<polygon class="zone" points=${pointsText(polygon)} />`)}</${PointStage}>
    <div role="status">${phase === 'teach' ? html`<p>${t('walkStops', { n: places.length })}</p>` : checkResult(places)}</div>
    <div class="row actions">${phase === 'teach' && isCalibrated && !isFilmed && html`<button onClick=${film}>${t('teachByCamera')}</button>`}
      ${phase === 'teach' && html`<button class="main" onClick=${() => turnTo('check')}>${t('teachEnd')}</button>`}
      <button onClick=${() => turnTo('off')}>${t('done')}</button></div></section>`;
}

function howTo(phase: Phase, isFilmed: boolean): 'teachHow' | 'teachFilmed' | 'checkHow' {
  if (phase !== 'teach') return 'checkHow';
  return isFilmed ? 'teachFilmed' : 'teachHow';
}

function floorZones(shop: StoreView): StoreView['zones'] {
  return shop.zones.filter(({ space }) => space === 'floor');
}

function zoneAt(shop: StoreView, [x, y]: Pair): string | null {
  const polygonOf = (corners: readonly Pair[]) => corners.map(([cx, cy]) => ({ x: cx, y: cy }));
  return floorZones(shop).find(({ polygon }) => isInside(polygonOf(polygon), x, y))?.id ?? null;
}

/** Shows how often the tag was located in a wrong zone, as a share of places in zones. */
function checkResult(places: readonly Place[]): VNode {
  const inZones = places.filter((place) => place.true !== null);
  const wrong = inZones.filter((place) => place.said !== place.true).length;
  if (inZones.length === 0) return html`<p class="quiet">${t('checkNothing')}</p>`;
  const { low, high } = wilsonInterval(wrong, inZones.length);
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  return html`<p class="score ${wrong / inZones.length <= 0.1 ? 'good' : 'warn'}"><strong>${percent(wrong / inZones.length)}</strong>
    ${t('checkWrong', { wrong, n: inZones.length, low: percent(low), high: percent(high) })}</p>
    ${inZones.length < ENOUGH_CHECKS && html`<p class="quiet">${t('checkMore', { n: ENOUGH_CHECKS - inZones.length })}</p>`}`;
}
