import type { VNode } from 'preact';
import type { Json } from '../../../core/model/ids.ts';
import type { LineShape, Shape, ZoneShape } from '../canvas/shapes.ts';
import { isPlace, keyOf } from '../canvas/shapes.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { FormSchema } from '../kit/schema-form.ts';
import { SchemaForm } from '../kit/schema-form.ts';
import type { PlanHint } from './plan-checks.ts';

export function HintList({
  hints,
  choose,
}: {
  hints: readonly PlanHint[];
  choose: (shape: Shape) => void;
}): VNode {
  return html`<section class="card"><h2>${t('hints')}</h2>
    ${hints.length === 0 && html`<p class="good">✓ ${t('noHints')}</p>`}
    <ul class="list" id="hints">${hints.map(({ shape, word, values }) => html`<li><button class="hint" onClick=${() => choose(shape)}>${t(word, values)}</button></li>`)}</ul></section>`;
}

interface ListProps {
  readonly shapes: readonly Shape[];
  readonly selected: Shape | undefined;
  readonly schema: FormSchema | undefined;
  readonly choose: (key: string) => void;
  readonly change: (shape: Shape) => void;
  readonly remove: (shape: Shape) => void;
}

export function ShapeList({ shapes, ...rest }: ListProps): VNode {
  const named = shapes.filter(({ kind }) => kind === 'zone' || kind === 'line');
  const others = shapes.filter(({ kind }) => kind !== 'zone' && kind !== 'line');
  return html`<section class="card"><h2>${t('shapes')}</h2>
    ${named.length === 0 && html`<p class="quiet">${t('noShapes')}</p>`}
    <ul class="list tight">${named.map((shape) => row(shape, rest))}</ul>
    ${
      others.length > 0 &&
      html`<details open=${rest.selected !== undefined && others.includes(rest.selected)}><summary>${t('wallsAndPlaces', { n: others.length })}</summary>
      <ul class="list tight">${others.map((shape) => row(shape, rest))}</ul></details>`
    }</section>`;
}

function row(shape: Shape, { selected, choose, change, remove, schema }: Omit<ListProps, 'shapes'>): VNode {
  const isOpen = shape === selected;
  const label = labelOf(shape);
  return html`<li key=${keyOf(shape)}>
    <button class="wide" aria-pressed=${isOpen} aria-expanded=${isOpen} onClick=${() => choose(isOpen ? '' : keyOf(shape))}>${label}</button>
    ${
      isOpen &&
      html`<div class="inset">
      ${(shape.kind === 'zone' || shape.kind === 'line') && nameField(shape, change)}
      <div class="row">${shape.kind === 'line' && html`<button onClick=${() => change({ ...shape, in: shape.in === 'left' ? 'right' : 'left' })}>${t('turnLine')}</button>`}
        <button class="bad" onClick=${() => remove(shape)}>${t(isPlace(shape) ? 'takeOffPlan' : 'remove')}</button></div>
      ${(shape.kind === 'zone' || shape.kind === 'line') && moreForm(shape, schema, change)}</div>`
    }
  </li>`;
}

function labelOf(shape: Shape): string {
  if (shape.kind === 'wall') return t('wall');
  return shape.kind === 'camera' ? t('camera', { name: shape.name }) : `${t(shape.kind)}: ${shape.name}`;
}

function nameField(shape: ZoneShape | LineShape, change: (shape: Shape) => void): VNode {
  const typed = (event: Event) => (event.target as HTMLInputElement).value.trim() || shape.id;
  return html`<label>${t('name')}
    <input maxlength="80" value=${shape.name} onChange=${(e: Event) => change({ ...shape, name: typed(e) })} /></label>`;
}

/** Drawn, or in the row above the form. */
const DRAWN = ['id', 'name', 'space', 'polygon', 'from', 'to', 'insideSide'];

/** Queue, staff, thresholds: what the schema has beyond the drawing. */
function moreForm(
  shape: ZoneShape | LineShape,
  schema: FormSchema | undefined,
  change: (shape: Shape) => void,
): VNode | null {
  const own = schema?.properties?.[`${shape.kind}s`]?.items?.properties;
  if (own === undefined) return null;
  const properties = Object.fromEntries(Object.entries(own).filter(([key]) => !DRAWN.includes(key)));
  const set = (more: Json | undefined) => change({ ...shape, more: more ?? {} });
  return html`<details><summary>${t('more')}</summary>
    <${SchemaForm} name=${t('more')} schema=${{ type: 'object', title: shape.name, properties }} value=${shape.more} change=${set} /></details>`;
}
