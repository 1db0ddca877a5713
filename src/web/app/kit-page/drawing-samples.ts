import type { VNode } from 'preact';
import { measureSizes, PlanViewport } from '../canvas/plan-viewport.ts';
import { PointStage } from '../canvas/point-picker.ts';
import { drawBody, drawLabel, drawName, drawPaths } from '../canvas/shape-drawing.ts';
import type { Shape } from '../canvas/shapes.ts';
import { SpacePicker } from '../canvas/space-picker.ts';
import { planBehind } from '../canvas/store-drawing.ts';
import { useZoom } from '../canvas/use-zoom.ts';
import { ZoomButtons } from '../canvas/zoom-buttons.ts';
import { html } from '../kit/html.ts';
import type { Sample } from './sample.ts';
import { createSamples, nothing } from './sample.ts';
import { CAMERA, FLOOR, LINE, PLACES, SHOP, WALL, ZONE } from './sample-store.ts';

const SIZES = measureSizes(FLOOR.width / 360);

/** Draws a small plan around a sample. */
function Board({ children }: { readonly children: VNode | readonly VNode[] }): VNode {
  const zoom = useZoom(FLOOR);
  return html`<div class="viewer"><${PlanViewport} space=${FLOOR} hasPlan=${false} label="Sample" zoom=${zoom} isInPage=${true}>${children}</${PlanViewport}></div>`;
}

const board = (what: () => unknown) => () => html`<${Board}>${what()}</${Board}>`;
const all: readonly Shape[] = [ZONE, LINE, WALL, ...PLACES];
const look = (name: string) => board(() => all.map((shape) => drawBody(shape, { sizes: SIZES, look: name })));

function Zoomed({ isNear }: { readonly isNear: boolean }): VNode {
  const zoom = useZoom(FLOOR);
  return html`<${ZoomButtons} zoom=${isNear ? { ...zoom, view: { ...zoom.view, scale: 2 } } : zoom} />`;
}

const points = (list: readonly (readonly [number, number] | undefined)[], active: number) => () =>
  html`<${PointStage} space=${FLOOR} hasPlan=${false} label="Points" points=${list} active=${active} choose=${nothing} set=${nothing} />`;

export const DRAWING_SAMPLES: readonly Sample[] = [
  ...createSamples('drawBody', {
    ...{
      plain: look(''),
      faint: look('faint'),
      busy: look('busy'),
      'not seen': look('unseen'),
      ill: look('ill'),
    },
    ...{ chosen: look('chosen'), mine: look('mine') },
  }),
  ...createSamples('drawName', {
    'of each kind': board(() => all.map((shape) => drawName(shape, { sizes: SIZES }))),
  }),
  ...createSamples('drawLabel', {
    'on two lines': board(() => drawLabel({ x: 5, y: 3, size: 0.5, lines: ['Queue at', 'the till'] })),
  }),
  ...createSamples('drawPaths', {
    some: board(() =>
      drawPaths(
        {
          points: [
            [2, 2],
            [2.5, 2.2],
            [3, 2.5],
          ],
          births: [[5, 5]],
        },
        SIZES,
      ),
    ),
  }),
  ...createSamples('planBehind', { 'walls and zones': board(() => planBehind(SHOP, FLOOR, SIZES)) }),
  ...createSamples('PlanViewport', { empty: board(() => []) }),
  ...createSamples('PointStage', {
    'none yet': points([undefined], 0),
    'two, the second chosen': points(
      [
        [2, 2],
        [7, 4],
      ],
      1,
    ),
  }),
  ...createSamples('ZoomButtons', {
    'all is shown': () => html`<${Zoomed} isNear=${false} />`,
    nearer: () => html`<${Zoomed} isNear=${true} />`,
  }),
  ...createSamples('SpacePicker', {
    floor: () => html`<${SpacePicker} spaces=${[FLOOR, CAMERA]} chosen="floor" choose=${nothing} />`,
  }),
];
