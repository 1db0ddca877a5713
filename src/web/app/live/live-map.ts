import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { GatewayView, StoreSpace } from '../../../ports/console/console.ts';
import type { TagView } from '../../../ports/console/console-devices.ts';
import { makeTurn, measureSizes, PlanViewport } from '../canvas/plan-viewport.ts';
import { drawBody } from '../canvas/shape-drawing.ts';
import type { Shape } from '../canvas/shapes.ts';
import { keyOf } from '../canvas/shapes.ts';
import { drawStore } from '../canvas/store-drawing.ts';
import { useUpright } from '../canvas/use-upright.ts';
import { useZoom } from '../canvas/use-zoom.ts';
import { ZoomButtons } from '../canvas/zoom-buttons.ts';
import { api } from '../kit/api.ts';
import { html } from '../kit/html.ts';
import { isSeeing } from '../kit/sensor-problems.ts';
import { useValue } from '../kit/use-value.ts';
import type { ShownStore } from '../state/app-state.ts';
import * as state from '../state/app-state.ts';
import { onPeople } from '../state/connection.ts';
import { drawWords } from './live-words.ts';
import { findUnseen, insideZones } from './now.ts';
import { PeopleLayer } from './people-layer.ts';

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
  const turn = makeTurn(space, useUpright() && space.unit === 'm' && space.width > space.height * 1.2);
  const zoom = useZoom(turn);
  const sizes = measureSizes(zoom.perPx);
  const layer = usePeople(index, sizes.dot, space.unit === 'm' ? 2 : space.width / 6);
  const stale = useValue(state.isStale);
  const people = useValue(state.people);
  const status = useValue(state.status);
  const summary = useValue(state.summary);
  const unseen = findUnseen(shop, status, summary);
  const inside = insideZones(shop, people);
  const shapes = drawStore(shop, space.id).filter((shape) => isShown(shape, props, status));
  const look = (shape: Shape) => lookOf(shape, { stale, unseen, inside, status });
  const words = drawWords({ shop, shapes, turn, sizes, inside, unseen, stale });
  return html`<div class="map"><${PlanViewport} space=${space} turn=${turn} label=${label} hasPlan=${hasPlan} zoom=${zoom} words=${words}>
      <defs><pattern id="hatch" width=${sizes.dot} height=${sizes.dot} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line class="hatch" x1="0" y1="0" x2="0" y2=${sizes.dot} stroke-width=${sizes.dot * 0.7} /></pattern></defs>
      ${shapes.map((shape) => html`<g key=${keyOf(shape)}>${drawBody(shape, { sizes, look: look(shape) })}</g>`)}
      <${Tags} space=${space} radius=${sizes.dot} isAllowed=${props.isTechnician} shop=${shop} />
      <g ref=${layer} aria-hidden="true"></g>
    </${PlanViewport}></div>
    <div class="mapbar">${tools}<${ZoomButtons} zoom=${zoom} /></div>`;
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

/** Only people have a strong colour on the map. Sensors appear on request, or when they are offline. */
function isShown(shape: Shape, { showsSensors }: Props, status: GatewayView | undefined): boolean {
  if (shape.kind !== 'camera' && shape.kind !== 'receiver') return true;
  return showsSensors || isIll(shape.id, status);
}

function isIll(id: string, status: GatewayView | undefined): boolean {
  const sensor = status?.sensors.find((one) => one.sensor === id);
  return sensor !== undefined && !isSeeing(sensor);
}

/** Moves dots without rendering the page. `jump` is the longest distance that a person can walk between two reports. */
function usePeople(index: number, radius: number, jump: number) {
  const group = useRef<SVGGElement>(null);
  const layer = useRef<PeopleLayer | null>(null);
  useEffect(() => {
    if (group.current === null) return;
    const own = new PeopleLayer(group.current, { space: index, radius, jump });
    layer.current = own;
    const stop = onPeople((live) => own.show(live));
    return () => {
      stop();
      own.close();
    };
  }, []);
  useEffect(() => layer.current?.resize(radius), [radius]);
  return group;
}

const TAGS_MS = 2_000;

/** Draws located tags of staff, trolleys and baskets. */
function Tags({
  space,
  radius,
  isAllowed,
  shop,
}: {
  space: StoreSpace;
  radius: number;
  isAllowed: boolean;
  shop: ShownStore;
}): VNode | null {
  const [tags, setTags] = useState<readonly TagView[]>([]);
  const hasReceivers = shop.sensors.some(({ kind }) => kind === 'hears-tags');
  const isOn = isAllowed && hasReceivers && space.id === 'floor';
  useEffect(() => {
    if (!isOn) return;
    const load = () => {
      if (!document.hidden)
        void api.tags().then(
          (view) => setTags(view.tags),
          () => undefined,
        );
    };
    load();
    const timer = setInterval(load, TAGS_MS);
    return () => clearInterval(timer);
  }, [isOn]);
  if (!isOn) return null;
  const placed = tags.flatMap(({ id, place }) => (place === null ? [] : [{ id, ...place }]));
  return html`<g>${placed.map(({ id, x, y }) => html`<circle key=${id} class="tag" cx=${x} cy=${y} r=${radius}><title>${id}</title></circle>`)}</g>`;
}
