import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Sizes } from '../canvas/plan-viewport.ts';
import { spaceName } from '../canvas/plan-viewport.ts';
import { PointStage } from '../canvas/point-picker.ts';
import type { Pair } from '../canvas/shapes.ts';
import { planBehind } from '../canvas/store-drawing.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { FloorPair } from './calibration-math.ts';
import { errorText, fitPairs, GOOD_ERROR_M, residualsM } from './calibration-math.ts';
import type { CalibrationProps } from './calibration-props.ts';
import { floorGrid, reachOnPlan } from './calibration-view.ts';

type Draft = Partial<FloorPair>;

const LEAST = 4;
const MOST = 64;

/**
 * Calibrates a camera from points that the user taps, each both in the picture and on the plan. Shows the error in
 * metres.
 */
export function CalibrateByPoints({
  camera,
  floor,
  kept,
  picture,
  paths,
  hasPlan,
  save,
  shop,
}: CalibrationProps): VNode {
  const [pairs, setPairs] = useState<readonly Draft[]>(kept);
  const [past, setPast] = useState<readonly (readonly Draft[])[]>([]);
  const [chosen, choose] = useState<number>();
  const open = pairs.findIndex((pair) => pair.picture === undefined || pair.floor === undefined);
  const active = chosen ?? (open < 0 ? pairs.length : open);
  const change = (next: readonly Draft[]) => {
    setPast([...past, pairs]);
    setPairs(next);
    choose(undefined);
  };
  const set = (side: keyof FloorPair) => (at: Pair) => {
    if (active >= MOST) return;
    const pair = { ...pairs[active], [side]: rounded(at, side) };
    change(active < pairs.length ? pairs.with(active, pair) : [...pairs, pair]);
  };
  const whole = pairs.filter(isWhole);
  const fit = fitPairs(whole);
  const isKept = JSON.stringify(whole) === JSON.stringify(kept);
  const shared = { active, choose };
  return html`<p>${t(nextStep(pairs[active]), { n: active + 1 })}</p>
    <div class="sides"><div><h3>${spaceName(camera)}</h3>
      <${PointStage} ...${shared} space=${camera} hasPlan=${false} label=${spaceName(camera)} picture=${picture} set=${set('picture')} points=${pairs.map((pair) => pair.picture)}>
        ${(sizes: Sizes) => [
          picture === undefined &&
            paths.map(([x, y]) => html`<circle class="path" cx=${x} cy=${y} r=${sizes.dot / 3} />`),
          fit && whole[0] && floorGrid(fit, floor, whole[0].floor),
        ]}</${PointStage}></div>
    <div><h3>${t('floor')}</h3>
      <${PointStage} ...${shared} space=${floor} hasPlan=${hasPlan} label=${t('floor')} set=${set('floor')} points=${pairs.map((pair) => pair.floor)}>
        ${(sizes: Sizes) => [
          planBehind(shop, floor, sizes),
          fit && whole[0] && reachOnPlan(fit, camera, whole[0].picture),
        ]}</${PointStage}></div></div>
    <div role="status">${verdict(whole.length, fit?.errorM)}</div>
    ${pairList({ pairs, whole, active, choose, offM: fit === undefined ? [] : residualsM(fit, whole), remove: (i) => change(pairs.toSpliced(i, 1)) })}
    <div class="row actions"><button disabled=${past.length === 0} onClick=${() => {
      setPairs(past.at(-1) ?? []);
      setPast(past.slice(0, -1));
      choose(undefined);
    }}>${t('undo')}</button>
      <button class="main" disabled=${fit === undefined || isKept} onClick=${() => save(whole)}>${t('apply')}</button>
      ${kept.length > 0 && html`<button class="bad" onClick=${() => save(undefined).then(() => change([]))}>${t('removeCalibration')}</button>`}</div>`;
}

function isWhole(pair: Draft): pair is FloorPair {
  return pair.picture !== undefined && pair.floor !== undefined;
}

/** Rounds to 0.1 pixels or 1 cm, as a tap is not more exact. */
function rounded([x, y]: Pair, side: keyof FloorPair): Pair {
  const digits = side === 'picture' ? 1 : 2;
  return [Number(x.toFixed(digits)), Number(y.toFixed(digits))];
}

function nextStep(pair: Draft | undefined): 'tapInPicture' | 'tapOnPlan' | 'tapAgain' {
  if (pair !== undefined && isWhole(pair)) return 'tapAgain';
  return pair?.picture === undefined ? 'tapInPicture' : 'tapOnPlan';
}

function verdict(n: number, errorM: number | undefined): VNode {
  if (n < LEAST) return html`<p class="quiet">${t('pointsMissing', { n: LEAST - n })}</p>`;
  if (errorM === undefined) return html`<p class="bad">${t('pointsOnLine')}</p>`;
  const isGood = errorM <= GOOD_ERROR_M;
  return html`<p class="score ${isGood ? 'good' : 'warn'}"><strong>± ${errorText(errorM)}</strong> ${t(isGood ? 'fitGood' : 'fitPoor')}</p>`;
}

interface PairList {
  readonly pairs: readonly Draft[];
  readonly whole: readonly FloorPair[];
  /** Error of each complete pair in metres: the distance between its point on the plan and its calibrated point. */
  readonly offM: readonly number[];
  readonly active: number;
  readonly choose: (i: number) => void;
  readonly remove: (i: number) => void;
}

function pairList({ pairs, whole, offM, active, choose, remove }: PairList): VNode | null {
  if (pairs.length === 0) return null;
  const worst = Math.max(...offM);
  return html`<ul class="chips">${pairs.map((pair, i) => {
    const off = isWhole(pair) ? offM[whole.indexOf(pair)] : undefined;
    const isWorst = off !== undefined && whole.length > LEAST && off === worst && off > GOOD_ERROR_M / 2;
    return html`<li key=${i} class=${isWorst ? 'warn' : ''}><button aria-pressed=${i === active} onClick=${() => choose(i)}>${i + 1}${off === undefined ? '' : ` · ${errorText(off)}`}</button>
      <button class="x" aria-label=${t('removePoint', { n: i + 1 })} onClick=${() => remove(i)}>×</button></li>`;
  })}</ul>`;
}
