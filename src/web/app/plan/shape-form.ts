import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Json } from '../../../core/model/ids.ts';
import type { StoreView } from '../../../ports/console/console.ts';
import { isInnerLine } from '../canvas/inner-line.ts';
import type { LineShape, Shape, ZoneShape } from '../canvas/shapes.ts';
import { isPlace } from '../canvas/shapes.ts';
import type { FormSchema } from '../kit/form-schema.ts';
import { html } from '../kit/html.ts';
import { SchemaForm } from '../kit/schema-form.ts';
import { t } from '../state/counting-words.ts';

interface Props {
  readonly shape: Shape;
  readonly schema: FormSchema | undefined;
  readonly corner: number;
  readonly change: (shape: Shape) => void;
  readonly remove: (shape: Shape) => void;
  readonly removeCorner: () => void;
  readonly shop: Pick<StoreView, 'doors' | 'lines' | 'spaces'>;
  /** Applies the drawing together with a door for this new line. Undefined while the drawing cannot be applied. */
  readonly makeDoor: ((line: LineShape) => void) | undefined;
}

/** Edits the name, direction and settings of the chosen shape. */
export function ShapeForm(props: Props): VNode {
  const { shape, schema, corner, change, remove, removeCorner } = props;
  const isNamed = shape.kind === 'zone' || shape.kind === 'line';
  const least = shape.kind === 'zone' ? 3 : 2;
  const canLoseCorner =
    (shape.kind === 'zone' || shape.kind === 'wall') && corner >= 0 && shape.points.length > least;
  return html`<section class="shapeform">
    ${shape.kind === 'line' && doorNote(shape, props)}
    ${isNamed ? html`<${NameField} shape=${shape} change=${change} />` : html`<h2>${shape.name || t('wall')}</h2>`}
    ${isNamed && moreForm(shape, schema, change)}
    <div class="row">${shape.kind === 'line' && html`<button onClick=${() => change({ ...shape, in: shape.in === 'left' ? 'right' : 'left' })}>${t('turnLine')}</button>`}
      ${canLoseCorner && html`<button onClick=${removeCorner}>${t('removeCorner')}</button>`}
      <button class="bad" onClick=${() => remove(shape)}>${t(isPlace(shape) ? 'takeOffPlan' : 'remove')}</button></div></section>`;
}

function NameField({
  shape,
  change,
}: {
  readonly shape: ZoneShape | LineShape;
  readonly change: (shape: Shape) => void;
}): VNode {
  const field = useRef<HTMLInputElement>(null);
  const typed = (event: Event) => {
    const name = (event.target as HTMLInputElement).value.trim();
    if (name !== '' && name !== shape.name) change({ ...shape, name });
  };
  // When another shape is chosen, saves a name that is still being typed.
  useEffect(() => {
    const input = field.current;
    return () => void input?.blur();
  }, []);
  return html`<label>${t('name')}<input ref=${field} maxlength="80" value=${shape.name} onChange=${typed} /></label>`;
}

/**
 * Shows a note when the line belongs to no door, with a link to make one. A new line is applied together with its door.
 */
function doorNote(line: LineShape, { shop, makeDoor }: Props): VNode | null {
  const { id, space, points } = line;
  const [from, to] = points;
  if (shop.doors.some((door) => door.lines.includes(id))) return null;
  const isNew = !shop.lines.some((one) => one.id === id);
  const way = isNew
    ? html`<button disabled=${makeDoor === undefined} onClick=${() => makeDoor?.(line)}>${t('applyAsDoor')}</button>`
    : html`<a class="button" href=${`#devices/door//${encodeURIComponent(id)}`}>${t('makeDoor')}</a>`;
  return html`<p class="quiet">${t('noDoor')}</p>
    ${isNew && isInnerLine({ space, from, to }, shop) && html`<p class="warn">${t('innerDoor')}</p>`}
    <div class="row">${way}</div>`;
}

/** Keys that the drawing or the name field sets, so the form leaves them out. */
const DRAWN = ['id', 'name', 'space', 'polygon', 'from', 'to', 'insideSide'];

/** Shows a form for the other settings of the shape, such as queue, staff and thresholds. */
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
