import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Stop, WalkFit } from '../../../core/geometry/fit-walk.ts';
import { fitWalk } from '../../../core/geometry/fit-walk.ts';
import type { LivePeople } from '../../../ports/console/console.ts';
import type { Sizes } from '../canvas/plan-viewport.ts';
import { PointStage } from '../canvas/point-picker.ts';
import type { Pair } from '../canvas/shapes.ts';
import { planBehind } from '../canvas/store-drawing.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import { onPeople } from '../state/connection.ts';
import { errorText, GOOD_ERROR_M } from './calibration-math.ts';
import type { CalibrationProps } from './calibration-props.ts';
import { DwellDetector } from './dwell-detector.ts';
import { useTags, useTagWalk } from './use-tag-walk.ts';

/** How long the person must stand still after a tap. */
const STAND_MS = 3_000;
/** Largest number of points for a calibration in the settings file. */
const MOST_PAIRS = 64;
const LEAST_STOPS = 4;
/** Positions of tags are less exact, so a walk with a tag needs more stops and allows a larger error. */
const LEAST_TAG_STOPS = 8;
const TAG_TOLERANCE_M = 1.8;

/**
 * Calibrates by walking: the technician stops in several places. A tap on the plan, or a tag that the technician
 * carries, gives the position on the floor. The camera gives the position in the picture.
 */
export function CalibrateByWalking(props: CalibrationProps): VNode {
  const { camera, floor, hasPlan, save, shop } = props;
  const [stops, setStops] = useState<readonly Stop[]>([]);
  const [standing, setStanding] = useState<Pair>();
  const [note, setNote] = useState('');
  const space = shop.spaces.indexOf(camera);
  const watch = useStanding(space);
  const [tag, setTag] = useState('');
  const tags = useTags();
  useTagWalk(tag, watch, (stop) => setStops((old) => [...old, stop]));
  const stand = async (at: Pair) => {
    if (standing !== undefined || tag !== '') return;
    const place: Pair = [Number(at[0].toFixed(2)), Number(at[1].toFixed(2))];
    setStanding(place);
    const seen = await watch.during(STAND_MS);
    setStanding(undefined);
    setNote(seen.length === 0 ? t('walkNobody') : '');
    if (seen.length > 0) setStops((old) => [...old, { floor: { x: place[0], y: place[1] }, seen }]);
  };
  const least = tag === '' ? LEAST_STOPS : LEAST_TAG_STOPS;
  const fit = stops.length >= least ? fitWalk(stops, tag === '' ? undefined : TAG_TOLERANCE_M) : undefined;
  const points = [...stops.map(({ floor: { x, y } }): Pair => [x, y]), ...(standing ? [standing] : [])];
  const apply = () =>
    save(
      fit?.pairs.slice(0, MOST_PAIRS).map((pair) => ({
        picture: [round(pair.picture.x), round(pair.picture.y)],
        floor: [pair.floor.x, pair.floor.y],
      })),
    );
  const choose = (event: Event) => {
    setStops([]);
    setTag((event.target as HTMLSelectElement).value);
  };
  return html`${
    tags.length > 0 &&
    html`<label>${t('walkWith')}<select value=${tag} onChange=${choose}><option value="">${t('walkTaps')}</option>
    ${tags.map(({ id }) => html`<option value=${id}>${t('walkTag', { name: id })}</option>`)}</select></label>`
  }
    <p>${t(tag === '' ? 'walkHow' : 'walkTagHow')}</p>
    <${PointStage} space=${floor} hasPlan=${hasPlan} label=${t('floor')} points=${points} active=${points.length} choose=${() => undefined} set=${stand}>${(sizes: Sizes) => planBehind(shop, floor, sizes)}</${PointStage}>
    <div role="status"><p>${standing ? t('walkStand') : note || t('walkStops', { n: stops.length })}</p>${verdict(stops, least, fit)}</div>
    <div class="row actions"><button disabled=${stops.length === 0} onClick=${() => setStops(stops.slice(0, -1))}>${t('undo')}</button>
      <button class="main" disabled=${fit === undefined} onClick=${apply}>${t('apply')}</button></div>`;
}

function round(value: number): number {
  return Number(value.toFixed(1));
}

function verdict(stops: readonly Stop[], least: number, fit: WalkFit | undefined): VNode | null {
  if (stops.length < least)
    return html`<p class="quiet">${t('walkMissing', { n: least - stops.length })}</p>`;
  if (fit === undefined) return html`<p class="bad">${t('walkNoFit')}</p>`;
  const { errorM } = fit.calibration;
  return html`<p class="score ${errorM <= GOOD_ERROR_M ? 'good' : 'warn'}"><strong>± ${errorText(errorM)}</strong>
    ${t(errorM <= GOOD_ERROR_M ? 'fitGood' : 'fitPoor')} ${fit.leftOut > 0 ? t('walkLeftOut', { n: fit.leftOut }) : ''}</p>`;
}

/** Returns a detector, fed from the live connection, that finds people in one space who stand still. */
function useStanding(space: number): DwellDetector {
  const watch = useRef<DwellDetector | null>(null);
  watch.current ??= new DwellDetector(space);
  const standing = watch.current;
  useEffect(() => onPeople((live: LivePeople) => standing.acceptPositions(live)), []);
  return standing;
}
