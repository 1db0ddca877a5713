import type { VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { WindowSummary } from '../../core/metrics/summary.ts';
import type { GatewayView, LivePeople, ShopSpace, ShopView } from '../../ports/console.ts';
import { SensorCard } from './health-card.ts';
import { html } from './html.ts';
import { openLive } from './live-socket.ts';
import { PeopleLayer } from './people-layer.ts';
import type { ViewProps } from './shell.ts';
import { useSpace } from './space-choice.ts';
import { centreOf, pointsText, Stage, sizesOf, spaceName, wayIn } from './stage.ts';
import { t } from './words.ts';

type Visits = LivePeople['visits'];
type Crossings = Readonly<Record<string, { readonly in: number; readonly out: number }>>;

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
  if (space === undefined) return html`<main><p>${t('noSensors')}</p></main>`;
  return html`<main class="two">
    <section class="card" aria-label=${t('live')}>
      ${shop.spaces.length > 1 && html`<${SpacePicker} spaces=${shop.spaces} chosen=${space.id} choose=${setSpace} />`}
      <${Plan} key=${space.id} shop=${shop} space=${space} index=${index} layer=${layer} visits=${live.visits} hasPlan=${hasPlan} />
      <p class="row spread quiet"><span>${t('people', { n: live.count[index] ?? 0 })}</span>
        <span>${live.isConnected ? t('connected') : t('disconnected')}</span></p>
    </section>
    <div class="column">
      <${SensorCard} status=${live.status} summary=${live.summary} />
      <${ZoneList} shop=${shop} visits=${live.visits} at=${live.at} />
      <${DoorList} shop=${shop} crossings=${live.crossings} />
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
  isConnected: false,
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

export function SpacePicker({
  spaces,
  chosen,
  choose,
}: {
  spaces: readonly ShopSpace[];
  chosen: string;
  choose: (id: string) => void;
}): VNode {
  return html`<label>${t('space')}
    <select value=${chosen} onChange=${(e: Event) => choose((e.target as HTMLSelectElement).value)}>
      ${spaces.map((space) => html`<option value=${space.id}>${spaceName(space)}</option>`)}
    </select></label>`;
}

interface PlanProps {
  readonly shop: ShopView;
  readonly space: ShopSpace;
  readonly index: number;
  readonly layer: { current: PeopleLayer | null };
  readonly visits: Visits;
  readonly hasPlan: boolean;
}

function Plan({ shop, space, index, layer, visits, hasPlan }: PlanProps): VNode {
  const group = useRef<SVGGElement>(null);
  const sizes = sizesOf(space);
  useEffect(() => {
    if (group.current === null) return;
    const own = new PeopleLayer(group.current, index, sizes.dot);
    layer.current = own;
    return () => {
      own.close();
      layer.current = null;
    };
  }, []);
  const busy = useMemo(() => countByZone(visits), [visits]);
  return html`<${Stage} space=${space} label=${spaceName(space)} hasPlan=${hasPlan}>
    ${shop.zones.map((zone, i) => zone.space === space.id && zoneDrawing(zone, busy[i] ?? 0, sizes.text))}
    ${shop.lines.filter((line) => line.space === space.id).map((line) => lineDrawing(line, sizes.text))}
    <g ref=${group} aria-hidden="true"></g>
  </${Stage}>`;
}

function countByZone(visits: Visits): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const [zone] of visits) counts[zone] = (counts[zone] ?? 0) + 1;
  return counts;
}

function zoneDrawing(zone: ShopView['zones'][number], inside: number, size: number): VNode {
  const [x, y] = centreOf(zone.polygon);
  return html`<g><polygon class=${inside > 0 ? 'zone busy' : 'zone'} points=${pointsText(zone.polygon)} />
    <text x=${x} y=${y} font-size=${size} stroke-width=${size / 5} text-anchor="middle">${zone.name}${inside > 0 ? ` · ${inside}` : ''}</text></g>`;
}

function lineDrawing(line: ShopView['lines'][number], size: number): VNode {
  const [[x1, y1], [x2, y2]] = [line.from, line.to];
  return html`<g><line class="line" x1=${x1} y1=${y1} x2=${x2} y2=${y2} />
    <path class="way" d=${wayIn([line.from, line.to], line.in, size * 1.4)} />
    <text x=${(x1 + x2) / 2} y=${(y1 + y2) / 2 - size / 2} font-size=${size} stroke-width=${size / 5} text-anchor="middle">${line.name}</text></g>`;
}

function ZoneList({ shop, visits, at }: { shop: ShopView; visits: Visits; at: number }): VNode {
  const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', timeZone: shop.store.timezone });
  return html`<section class="card"><h2>${t('zones')}</h2><ul class="list">
    ${shop.zones.map((zone, i) => {
      const own = visits.filter(([ordinal]) => ordinal === i).map(([, , since]) => since);
      const longest = Math.min(...own);
      return html`<li class="row spread" key=${zone.id}><strong>${zone.name}</strong>
        <span>${own.length === 0 ? t('nobody') : `${t('inside', { n: own.length })} · ${t('since', { time: clock.format(longest) })} (${stay(at - longest)})`}</span></li>`;
    })}</ul></section>`;
}

/** 7 s, 3:07. */
function stay(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 60
    ? `${seconds} s`
    : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function DoorList({ shop, crossings }: { shop: ShopView; crossings: Crossings }): VNode | null {
  const rows = [
    ...shop.doors.map(({ id, name }) => ({ id: `door ${id}`, name })),
    ...shop.lines.map(({ id, name }) => ({ id: `line ${id}`, name })),
  ];
  if (rows.length === 0) return null;
  return html`<section class="card"><h2>${t('doors')} <span class="quiet">${t('sinceOpened')}</span></h2>
    <table><thead><tr><th></th><th class="number">${t('in')}</th><th class="number">${t('out')}</th></tr></thead>
    <tbody>${rows.map(
      ({ id, name }) => html`<tr key=${id}><th scope="row">${name}</th>
      <td class="number">${crossings[id]?.in ?? 0}</td><td class="number">${crossings[id]?.out ?? 0}</td></tr>`,
    )}</tbody></table>
    <p class="quiet">${t('directionTest')}</p></section>`;
}
