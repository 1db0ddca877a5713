import type { ComponentChildren, VNode } from 'preact';
import type { GatewayView, StoreSpace } from '../../../ports/console/console.ts';
import { measureSizes, PlanViewport } from '../canvas/plan-viewport.ts';
import { drawBody } from '../canvas/shape-drawing.ts';
import type { Shape } from '../canvas/shapes.ts';
import { keyOf } from '../canvas/shapes.ts';
import { drawStore, withinEdges } from '../canvas/store-drawing.ts';
import { useZoom } from '../canvas/use-zoom.ts';
import { ZoomButtons } from '../canvas/zoom-buttons.ts';
import { html } from '../kit/html.ts';
import { isIll } from '../kit/sensor-problems.ts';
import { useValue } from '../kit/use-value.ts';
import type { ShownStore } from '../state/app-state.ts';
import * as state from '../state/app-state.ts';
import { drawTag, Legend } from './legend.ts';
import { drawWords } from './live-words.ts';
import { findUnseen, insideZones } from './now.ts';
import { useDots, usePlacedTags } from './use-dots.ts';

interface Props {
  readonly shop: ShownStore;
  readonly space: StoreSpace;
  readonly index: number;
  readonly hasPlan: boolean;
  readonly showsSensors: boolean;
  readonly label: string;
  readonly tools: ComponentChildren;
  readonly isTechnician: boolean;
}

export function LiveMap(props: Props): VNode {
  const { shop, space, index, hasPlan, label, tools } = props;
  const zoom = useZoom(space);
  const sizes = measureSizes(zoom.perPx);
  const tags = usePlacedTags(shop, space, props.isTechnician);
  const dots = useDots({ space, index, sizes, tags: tags ?? [] });
  const stale = useValue(state.isStale);
  const people = useValue(state.people);
  const status = useValue(state.status);
  const summary = useValue(state.summary);
  const unseen = findUnseen(shop, status, summary);
  const inside = insideZones(shop, people);
  const shapes = drawStore(shop, space.id)
    .filter((shape) => isShown(shape, props, status))
    .map((shape) => withinEdges(shape, space, sizes.text));
  const look = (shape: Shape) => lookOf(shape, { stale, unseen, inside, status });
  // People and tags are drawn over the words, so that no number hides a dot.
  const above = html`${drawWords({ shop, shapes, width: space.width, sizes, inside, unseen, stale })}
      ${dots.tags.map(({ id, x, y }) => html`<g key=${id}><title>${id}</title>${drawTag({ x, y, radius: sizes.dot, look: id === dots.chosen ? 'tag chosen' : 'tag' })}</g>`)}
      <g ref=${dots.layer} aria-hidden="true"></g>`;
  return html`<div class="map"><${PlanViewport} space=${space} label=${label} hasPlan=${hasPlan} zoom=${zoom} words=${above} onTap=${dots.tap}>
      <defs><pattern id="hatch" width=${sizes.dot} height=${sizes.dot} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line class="hatch" x1="0" y1="0" x2="0" y2=${sizes.dot} stroke-width=${sizes.dot * 0.7} /></pattern></defs>
      ${shapes.map((shape) => html`<g key=${keyOf(shape)}>${drawBody(shape, { sizes, look: look(shape) })}</g>`)}
    </${PlanViewport}></div>
    <div class="mapbar">${tools}<${Legend} shop=${shop} index=${index} people=${people} tags=${tags} chosen=${dots.chosen} /><${ZoomButtons} zoom=${zoom} /></div>`;
}

interface Now {
  readonly stale: boolean;
  readonly unseen: ReadonlySet<string>;
  readonly inside: Readonly<Record<string, number>>;
  readonly status: GatewayView | undefined;
}

function lookOf({ kind, id }: Shape, { stale, unseen, inside, status }: Now): string {
  if (kind !== 'zone') return kind !== 'wall' && isIll(id, status) ? 'ill' : '';
  if (stale) return '';
  if (unseen.has(id)) return 'unseen';
  return (inside[id] ?? 0) > 0 ? 'busy' : '';
}

/**
 * Returns whether a shape is drawn. Cameras and receivers are drawn only on request or when they are offline, so that
 * people stand out.
 */
function isShown(shape: Shape, { showsSensors }: Props, status: GatewayView | undefined): boolean {
  if (shape.kind !== 'camera' && shape.kind !== 'receiver') return true;
  return showsSensors || isIll(shape.id, status);
}
