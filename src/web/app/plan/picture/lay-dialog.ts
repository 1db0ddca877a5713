import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { StoreSpace, StoreView } from '../../../../ports/console/console.ts';
import type { Sizes } from '../../canvas/plan-viewport.ts';
import { measureSizes, PlanViewport } from '../../canvas/plan-viewport.ts';
import { PointStage } from '../../canvas/point-picker.ts';
import { planBehind } from '../../canvas/store-drawing.ts';
import { useZoom } from '../../canvas/use-zoom.ts';
import { html } from '../../kit/html.ts';
import type { OpenPicture } from './draw-laid.ts';
import type { Similarity } from './similarity.ts';
import { findScale, findSimilarity, findTurn, grownFloor, shareCut } from './similarity.ts';
import type { Spot, Spots } from './use-spots.ts';
import { findSide, useSpots } from './use-spots.ts';
import { t } from './words.ts';

/** How the technician placed the picture. Without `lay` it fills the floor. */
export interface Laid {
  readonly lay?: Similarity;
  readonly floor: StoreSpace;
}

interface Props {
  readonly shop: StoreView;
  readonly floor: StoreSpace;
  readonly hasPlan: boolean;
  readonly picture: OpenPicture;
  readonly finish: (laid: Laid) => Promise<void>;
  readonly close: () => void;
}

/**
 * Places a new picture: the technician taps the same two spots on the old and on the new picture. Shapes keep their
 * positions in metres.
 */
export function LayDialog(props: Props): VNode {
  const { shop, floor, hasPlan, picture, finish, close } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const spots = useSpots();
  const [grows, setGrows] = useState(false);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const { naturalWidth: width, naturalHeight: height } = picture.image;
  const sheet: StoreSpace = { id: 'new-plan', name: '', unit: 'px', width, height };
  const lay = findSimilarity(findSide(spots.all, 'new'), findSide(spots.all, 'old'));
  const grown = lay && { ...floor, ...grownFloor(sheet, lay, floor) };
  const shown = grows && grown !== undefined ? grown : floor;
  const run = async (laid: Laid) => {
    setBusy(true);
    await finish(laid);
    setBusy(false);
  };
  const side = (which: keyof Spot) => ({
    ...{ active: spots.active, choose: spots.choose },
    points: spots.all.map((spot) => spot[which]),
    set: ([x, y]: readonly [number, number]) => spots.set(which, [x, y]),
  });
  return html`<dialog ref=${dialog} class="lay" aria-labelledby="lay" onCancel=${close} onKeyDown=${undoByKey(spots)}>
    <h2 id="lay">${t('layTitle')}</h2><p>${t('layHow')}</p>
    <p class="step" role="status"><strong>${nextStep(spots)}</strong></p>
    <div class="sides"><div><h3>${t('oldPlan')}</h3>
      <${PointStage} ...${side('old')} space=${floor} hasPlan=${hasPlan} label=${t('oldPlan')}>
        ${(sizes: Sizes) => planBehind(shop, floor, sizes)}</${PointStage}></div>
    <div><h3>${t('newPlan')}</h3>
      <${PointStage} ...${side('new')} space=${sheet} hasPlan=${false} picture=${picture.address} isPaper=${true} label=${t('newPlan')} /></div></div>
    ${lay && spots.isWhole && html`<h3>${t('laid')}</h3><${LaidView} key=${String(grows)} shop=${shop} floor=${shown} sheet=${sheet} address=${picture.address} lay=${lay} />${remarks({ lay, sheet, floor: shown, spots })}`}
    ${grown && isLarger(grown, floor) && html`<label class="check"><input type="checkbox" checked=${grows} onChange=${() => setGrows(!grows)} />${t('growFloor', { w: grown.width.toFixed(2), h: grown.height.toFixed(2) })}</label>`}
    <button class="link" disabled=${isBusy} onClick=${() => run({ floor })}>${t('sameFrame')}</button>
    <div class="row actions"><button onClick=${close}>${t('cancel')}</button>
      <button disabled=${spots.undo === undefined} onClick=${spots.undo}>${t('undo')}</button>
      <button class="main" disabled=${isBusy || lay === undefined} onClick=${() => lay && run({ lay, floor: shown })}>${t(isBusy ? 'laying' : 'layIt')}</button></div></dialog>`;
}

function undoByKey({ undo }: Spots) {
  return (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    undo?.();
  };
}

function nextStep({ all, active, isWhole }: Spots): string {
  if (isWhole) return t('tapMoved');
  return t(all[active]?.old === undefined ? 'tapOld' : 'tapNew', { n: active + 1 });
}

/** Growth up to this many metres leaves the floor's size unchanged. */
const LEAST_GROWTH_M = 0.05;

function isLarger(grown: StoreSpace, floor: StoreSpace): boolean {
  return grown.width + grown.height > floor.width + floor.height + LEAST_GROWTH_M;
}

interface LaidProps {
  readonly shop: StoreView;
  readonly floor: StoreSpace;
  readonly sheet: StoreSpace;
  readonly address: string;
  readonly lay: Similarity;
}

/** Shows the new picture at its place, with the zones over it. */
function LaidView({ shop, floor, sheet, address, lay: { a, b, c, d } }: LaidProps): VNode {
  const zoom = useZoom(floor);
  const shape = { aspectRatio: `${floor.width} / ${floor.height}`, '--shape': floor.width / floor.height };
  return html`<div class="viewer" style=${shape}><${PlanViewport} space=${floor} hasPlan=${false} label=${t('laid')} zoom=${zoom} isInPage=${true}>
    <image class="paper" href=${address} width=${sheet.width} height=${sheet.height} transform="matrix(${a} ${b} ${-b} ${a} ${c} ${d})" aria-hidden="true" />
    ${planBehind(shop, floor, measureSizes(zoom.perPx))}</${PlanViewport}></div>`;
}

/**
 * Smallest distance of the two spots, as a share of the picture's diagonal. With nearer spots, a small slip of the
 * finger turns the plan by degrees.
 */
const NEAR = 0.2;
/**
 * Smallest share of the picture outside the floor that is worth a remark. A smaller share is only the paper's margin.
 */
const LEAST_CUT = 0.005;

interface Outcome {
  readonly lay: Similarity;
  readonly sheet: StoreSpace;
  readonly floor: StoreSpace;
  readonly spots: Spots;
}

function remarks({ lay, sheet, floor, spots }: Outcome): VNode {
  const [p = [0, 0], q = p] = findSide(spots.all, 'new');
  const isNear = Math.hypot(q[0] - p[0], q[1] - p[1]) < NEAR * Math.hypot(sheet.width, sheet.height);
  const cut = shareCut(sheet, lay, floor);
  return html`<p class="quiet">${t('laidTurn', { n: Number(findTurn(lay).toFixed(1)), px: (1 / findScale(lay)).toFixed(0) })}</p>
    ${isNear && html`<p class="banner warn">${t('laidNear')}</p>`}
    ${cut > LEAST_CUT && html`<p class="banner warn">${t('laidCut', { n: (100 * cut).toFixed(0) })}</p>`}`;
}
