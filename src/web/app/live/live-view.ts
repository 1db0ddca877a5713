import type { VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { WindowSummary } from '../../../core/model/window-summary.ts';
import type { GatewayView, LivePeople, StoreSpace, StoreView } from '../../../ports/console.ts';
import { measureSpaces, PlanViewport, spaceName } from '../canvas/plan-viewport.ts';
import { drawBody, drawName } from '../canvas/shape-drawing.ts';
import { keyOf } from '../canvas/shapes.ts';
import { SpacePicker } from '../canvas/space-picker.ts';
import { drawStore } from '../canvas/store-drawing.ts';
import { useSpace } from '../canvas/use-space.ts';
import { useZoom } from '../canvas/use-zoom.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import { openLive } from '../kit/live-socket.ts';
import type { ViewProps } from '../kit/page-props.ts';
import { HealthCard } from './health-card.ts';
import type { Crossings } from './live-cards.ts';
import { DoorCard, OccupancyLine, QueueCard, ZoneList } from './live-cards.ts';
import { PeopleLayer } from './people-layer.ts';

type Visits = LivePeople['visits'];

/** Zone labels and lists may lag a little; dots may not. */
const REDRAW_MS = 400;

export function LiveView({ shop, hasPlan, reload, sessionEnded }: ViewProps): VNode {
  const [spaceId, setSpace] = useSpace(shop);
  const index = Math.max(
    0,
    shop.spaces.findIndex(({ id }) => id === spaceId),
  );
  const space = shop.spaces[index];
  const layer = useRef<PeopleLayer | null>(null);
  const live = useLive(layer, reload, sessionEnded);
  const health = html`<${HealthCard} shop=${shop} status=${live.status} summary=${live.summary} />`;
  if (space === undefined) return html`<main>${health}</main>`;
  return html`<main class="two">${health}
    <section class="card" aria-label=${t('live')}>
      <div class="row spread top"><${OccupancyLine} status=${live.status} seen=${live.count[index] ?? 0} />
        ${shop.spaces.length > 1 && html`<${SpacePicker} spaces=${shop.spaces} chosen=${space.id} choose=${setSpace} />`}</div>
      <${Plan} key=${space.id} shop=${shop} space=${space} index=${index} layer=${layer} visits=${live.visits} hasPlan=${hasPlan} />
      ${!live.isConnected && html`<p class="warn" role="status">${t('disconnected')}</p>`}
    </section>
    <div class="column">
      <${ZoneList} shop=${shop} visits=${live.visits} at=${live.at} />
      <${QueueCard} shop=${shop} visits=${live.visits} at=${live.at} summary=${live.summary} />
      <${DoorCard} shop=${shop} crossings=${live.crossings} />
    </div>
  </main>`;
}

interface LiveState {
  readonly at: number;
  readonly visits: Visits;
  readonly count: Readonly<Record<number, number>>;
  readonly status: GatewayView | undefined;
  readonly summary: WindowSummary | undefined;
  readonly crossings: Crossings;
  readonly isConnected: boolean;
}

const NOTHING: LiveState = {
  at: 0,
  visits: [],
  count: {},
  status: undefined,
  summary: undefined,
  crossings: {},
  // Shows no warning until a connection fails.
  isConnected: true,
};

function useLive(
  layer: { current: PeopleLayer | null },
  reload: () => Promise<void>,
  sessionEnded: () => void,
): LiveState {
  const [state, setState] = useState(NOTHING);
  const set = (part: Partial<LiveState>) => setState((old) => ({ ...old, ...part }));
  useEffect(() => {
    let drawnMs = 0;
    return openLive(
      {
        people: (live) => {
          layer.current?.show(live);
          const now = performance.now();
          if (now - drawnMs < REDRAW_MS) return;
          drawnMs = now;
          set({ at: live.at, visits: live.visits, count: countBySpace(live) });
        },
        facts: (facts) => setState((old) => ({ ...old, crossings: withCrossings(old.crossings, facts) })),
        health: (status) => set({ status }),
        summary: (summary) => set({ summary }),
        settings: () => void reload(),
        connected: (isConnected) => set({ isConnected }),
      },
      sessionEnded,
    );
  }, []);
  return state;
}

function countBySpace({ people }: LivePeople): Record<number, number> {
  const count: Record<number, number> = {};
  for (const [space] of people) count[space] = (count[space] ?? 0) + 1;
  return count;
}

function withCrossings(
  old: Crossings,
  facts: Parameters<NonNullable<Parameters<typeof openLive>[0]['facts']>>[0],
): Crossings {
  const next: Record<string, { in: number; out: number }> = { ...old };
  for (const fact of facts) {
    if (fact.kind !== 'LineCrossed' && fact.kind !== 'DoorCrossed') continue;
    const id = fact.kind === 'LineCrossed' ? `line ${fact.line}` : `door ${fact.door}`;
    const counts = next[id] ?? { in: 0, out: 0 };
    next[id] = {
      ...counts,
      [fact.direction]: counts[fact.direction] + (fact.kind === 'DoorCrossed' ? fact.count : 1),
    };
  }
  return next;
}

interface PlanProps {
  readonly shop: StoreView;
  readonly space: StoreSpace;
  readonly index: number;
  readonly layer: { current: PeopleLayer | null };
  readonly visits: Visits;
  readonly hasPlan: boolean;
}

function Plan({ shop, space, index, layer, visits, hasPlan }: PlanProps): VNode {
  const group = useRef<SVGGElement>(null);
  const zoom = useZoom(space);
  const sizes = measureSpaces(space, zoom.view.scale);
  useEffect(() => {
    if (group.current === null) return;
    const own = new PeopleLayer(group.current, index, sizes.dot);
    layer.current = own;
    return () => {
      own.close();
      layer.current = null;
    };
  }, []);
  useEffect(() => layer.current?.resize(sizes.dot), [sizes.dot]);
  const busy = useMemo(() => countByZone(visits), [visits]);
  return html`<${PlanViewport} space=${space} label=${spaceName(space)} hasPlan=${hasPlan} zoom=${zoom}>
    ${drawStore(shop, space.id).map((shape) => {
      const inside = shape.kind === 'zone' ? (busy[shape.id] ?? 0) : 0;
      const look = { sizes, look: inside > 0 ? 'busy' : '', note: inside > 0 ? ` · ${inside}` : '' };
      return html`<g key=${keyOf(shape)}>${drawBody(shape, look)}${shape.kind !== 'camera' && shape.kind !== 'receiver' && drawName(shape, look)}</g>`;
    })}
    <g ref=${group} aria-hidden="true"></g>
  </${PlanViewport}>`;

  function countByZone(open: Visits): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const [zone] of open) {
      const id = shop.zones[zone]?.id ?? '';
      counts[id] = (counts[id] ?? 0) + 1;
    }
    return counts;
  }
}
