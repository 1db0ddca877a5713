import type { VNode } from 'preact';
import type { LineCount, Recount, ZoneCount } from '../../ports/console.ts';
import { html } from './html.ts';
import type { Hint } from './lint.ts';
import { keyOf } from './shape-editor.ts';
import type { Shape } from './shapes.ts';
import { t } from './words.ts';

export function HintList({
  hints,
  choose,
}: {
  hints: readonly Hint[];
  choose: (shape: Shape) => void;
}): VNode {
  return html`<section class="card"><h2>${t('hints')}</h2>
    ${hints.length === 0 && html`<p class="good">${t('noHints')}</p>`}
    <ul class="list" id="hints">${hints.map(({ shape, word, values }) => html`<li><button class="warn" onClick=${() => choose(shape)}>${t(word, values)}</button></li>`)}</ul></section>`;
}

interface ListProps {
  readonly shapes: readonly Shape[];
  readonly selected: Shape | undefined;
  readonly choose: (key: string) => void;
  readonly change: (shape: Shape) => void;
  readonly remove: (shape: Shape) => void;
}

export function ShapeList({ shapes, selected, choose, change, remove }: ListProps): VNode {
  return html`<section class="card"><h2>${t('shapes')}</h2><ul class="list">${shapes.map(
    (shape) => html`<li key=${keyOf(shape)}>
    <button aria-pressed=${shape === selected} onClick=${() => choose(keyOf(shape))}>${t(shape.kind)}: ${shape.name}</button>
    ${
      shape === selected &&
      html`<div class="row"><label>${t('name')}
        <input maxlength="80" value=${shape.name} onChange=${(e: Event) => change({ ...shape, name: (e.target as HTMLInputElement).value.trim() || shape.id })} /></label>
      ${shape.kind === 'line' && html`<button onClick=${() => change({ ...shape, in: shape.in === 'left' ? 'right' : 'left' })}>${t('turnLine')}</button>`}
      <button class="bad" onClick=${() => remove(shape)}>${t('remove')}</button></div>`
    }
  </li>`,
  )}</ul></section>`;
}

/** “New line: 412 in, current: 389 in”, over the same minutes of the same people. */
export function RecountTable({ recount, shapes }: { recount: Recount; shapes: readonly Shape[] }): VNode {
  const { from, to } = recount;
  if (from === null || to === null) return html`<section class="card"><p>${t('nothingKept')}</p></section>`;
  const nameOf = (kind: Shape['kind'], id: string) =>
    shapes.find((shape) => shape.kind === kind && shape.id === id)?.name ?? id;
  const rows = [
    ...recount.zones.flatMap(({ id, current, draft }) => zoneRows(nameOf('zone', id), current, draft)),
    ...recount.lines.flatMap(({ id, current, draft }) => lineRows(nameOf('line', id), current, draft)),
  ];
  return html`<section class="card" id="recount"><h2>${t('recount', { minutes: Math.max(1, Math.round((to - from) / 60_000)) })}</h2>
    <table><thead><tr><th></th><th class="number">${t('current')}</th><th class="number">${t('draft')}</th></tr></thead>
    <tbody>${rows.map(([name, current, draft]) => html`<tr><th scope="row">${name}</th><td class="number">${current}</td><td class="number">${draft}</td></tr>`)}</tbody></table></section>`;
}

type Row = readonly [name: string, current: string, draft: string];

function zoneRows(name: string, current: ZoneCount | null, draft: ZoneCount | null): Row[] {
  const mean = (count: ZoneCount | null) =>
    count === null || count.entries === 0 ? '–' : `${(count.dwellMs / count.entries / 1000).toFixed(1)} s`;
  return [
    [`${name} · ${t('entries')}`, shown(current?.entries), shown(draft?.entries)],
    [`${name} · ${t('visits')}`, shown(current?.visits), shown(draft?.visits)],
    [`${name} · ${t('meanDwell')}`, mean(current), mean(draft)],
  ];
}

function lineRows(name: string, current: LineCount | null, draft: LineCount | null): Row[] {
  return [
    [`${name} · ${t('in')}`, shown(current?.in), shown(draft?.in)],
    [`${name} · ${t('out')}`, shown(current?.out), shown(draft?.out)],
  ];
}

function shown(count: number | undefined): string {
  return count === undefined ? '–' : String(count);
}
