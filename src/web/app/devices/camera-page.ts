import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { StoreView } from '../../../ports/console/console.ts';
import type { Pair } from '../canvas/shapes.ts';
import { api } from '../kit/api.ts';
import { BackLink } from '../kit/back-link.ts';
import { displayName } from '../kit/display-names.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { ViewProps } from '../kit/page-props.ts';
import { PreviewCard, usePreview } from '../kit/preview-card.ts';
import { CalibrateByPoints } from './calibrate-by-points.ts';
import { CalibrateByWalking } from './calibrate-by-walking.ts';
import type { FloorPair } from './calibration-math.ts';
import { CalibrationQuality, countsInPicture } from './calibration-quality.ts';
import { IgnoredCard } from './ignored-card.ts';
import { SaysNow } from './sensor/says-now.ts';

type Way = 'points' | 'walking';

/** Shows one camera, its preview and its calibration on the floor plan. */
export function CameraPage(props: ViewProps & { readonly id: string }): VNode {
  const { shop, id, session, announce, reload } = props;
  const [way, setWay] = useState<Way>('points');
  const kept = getCalibration(shop, id);
  const needsFloor = !countsInPicture(shop, id);
  // Decided once, so that the section does not close when another user draws a line meanwhile.
  const [isOpen] = useState(needsFloor || kept.length > 0);
  const camera = shop.spaces.find((space) => space.id === id && space.unit === 'px');
  const floor = shop.spaces.find((space) => space.id === 'floor');
  const paths = usePaths(id);
  const aiming = usePreview(id);
  if (camera === undefined) {
    const isThere = shop.cameras.some((one) => one.id === id);
    return html`<main><${BackLink} /><section class="card"><h2>${displayName(shop, id)}</h2><p>${t(isThere ? 'noPictureYet' : 'noSuchDevice')}</p></section></main>`;
  }
  const save = async (pairs: readonly FloorPair[] | undefined) => {
    try {
      const { hash } = await api.settings();
      const path = ['sensors', id, 'calibration'];
      await api.apply(hash, [
        pairs === undefined ? { path } : { path, value: pairs.map((pair) => ({ ...pair })) },
      ]);
      await reload();
      announce(t('applied'));
    } catch (error) {
      announce(t('failed', { why: (error as Error).message }));
    }
  };
  const both = { ...props, camera, floor, kept, paths, save, picture: aiming.picture };
  return html`<main class="single"><${BackLink} />
    <section class="card"><h2>${camera.name}</h2><p class="quiet">${camera.width} × ${camera.height} px</p>
      <${CalibrationQuality} kept=${kept} needsFloor=${needsFloor} /></section>
    ${session.role === 'technician' && html`<${SaysNow} shop=${shop} sensor=${id} />`}
    <${IgnoredCard} ignored=${shop.cameras.find((one) => one.id === id)?.ignored} />
    ${session.role === 'technician' && html`<${PreviewCard} sensor=${id} aiming=${aiming} />`}
    ${session.role !== 'technician' && html`<p class="card">${t('viewerOnly')}</p>`}
    ${session.role === 'technician' && floor === undefined && needsFloor && html`<section class="card"><h2>${t('calibration')}</h2><p>${t('planFirst')}</p><a class="button main" href="#plan">${t('showPlan')}</a></section>`}
    ${
      session.role === 'technician' &&
      floor !== undefined &&
      html`<section class="card"><details open=${isOpen}><summary><h2>${t('calibration')}</h2></summary>
      <div class="segments" role="group">${(['points', 'walking'] as const).map((one) => html`<button aria-pressed=${way === one} onClick=${() => setWay(one)}>${t(one === 'points' ? 'byPoints' : 'byWalking')}</button>`)}</div>
      <${way === 'points' ? CalibrateByPoints : CalibrateByWalking} ...${both} /></details>${!needsFloor && kept.length === 0 && html`<p class="quiet">${t('ownPictureHow')}</p>`}</section>`
    }</main>`;
}

function getCalibration({ cameras }: StoreView, id: string): readonly FloorPair[] {
  return cameras.find((camera) => camera.id === id)?.calibration ?? [];
}

function usePaths(space: string): readonly Pair[] {
  const [paths, setPaths] = useState<readonly Pair[]>([]);
  useEffect(
    () =>
      void api.paths(space).then(
        ({ points }) => setPaths(points),
        () => undefined,
      ),
    [space],
  );
  return paths;
}
