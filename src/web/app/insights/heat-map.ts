import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { StoreSpace, StoreView } from '../../../ports/console/console.ts';
import { measureSizes, PlanViewport, spaceName } from '../canvas/plan-viewport.ts';
import { drawBody } from '../canvas/shape-drawing.ts';
import { SpacePicker } from '../canvas/space-picker.ts';
import { drawStore } from '../canvas/store-drawing.ts';
import { useZoom } from '../canvas/use-zoom.ts';
import { ZoomButtons } from '../canvas/zoom-buttons.ts';
import { api } from '../kit/api.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import { phrase } from './words.ts';

interface Heat {
  readonly cell: number;
  /** Each cell's column and row, and the time that people spent in it, as a share of the busiest cell. */
  readonly cells: readonly (readonly [number, number, number])[];
}

/** Shows where people spent their time, from the track history. Cells that few people used are left out. */
export function HeatMap({
  shop,
  hasPlan,
}: {
  readonly shop: StoreView;
  readonly hasPlan: boolean;
}): VNode | null {
  const [spaceId, setSpace] = useState(shop.spaces[0]?.id);
  const [heat, setHeat] = useState<Heat>();
  const space = shop.spaces.find(({ id }) => id === spaceId);
  useEffect(() => {
    setHeat(undefined);
    if (spaceId !== undefined) void api.heat(spaceId).then(setHeat, () => undefined);
  }, [spaceId]);
  if (space === undefined) return null;
  return html`<section class="card"><h2>${phrase('heatMap')}</h2>
    ${shop.spaces.length > 1 && html`<${SpacePicker} spaces=${shop.spaces} chosen=${space.id} choose=${setSpace} />`}
    <${Drawing} key=${space.id} shop=${shop} space=${space} hasPlan=${hasPlan} heat=${heat} />
    <p class="quiet">${heat === undefined ? t('loading') : phrase(heat.cells.length === 0 ? 'heatNothing' : 'heatHow')}</p></section>`;
}

interface DrawingProps {
  readonly shop: StoreView;
  readonly space: StoreSpace;
  readonly hasPlan: boolean;
  readonly heat: Heat | undefined;
}

function Drawing({ shop, space, hasPlan, heat }: DrawingProps): VNode {
  const zoom = useZoom(space);
  const sizes = measureSizes(zoom.perPx);
  const { cell = 1, cells = [] } = heat ?? {};
  return html`<div class="viewer" style=${{ aspectRatio: `${space.width} / ${space.height}`, '--shape': space.width / space.height }}>
    <${PlanViewport} space=${space} label=${`${phrase('heatMap')}: ${spaceName(space)}`} hasPlan=${hasPlan} zoom=${zoom} isInPage=${true}>
    ${cells.map(([column, row, share]) => html`<rect class="heat" x=${column * cell} y=${row * cell} width=${cell} height=${cell} fill-opacity=${(0.12 + 0.78 * Math.sqrt(share)).toFixed(2)} />`)}
    ${drawStore(shop, space.id).map((shape) => drawBody(shape, { sizes, look: 'faint' }))}
  </${PlanViewport}></div><${ZoomButtons} zoom=${zoom} />`;
}
