import type { VNode } from 'preact';
import type { Shape } from '../canvas/shapes.ts';
import { keyOf } from '../canvas/shapes.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { PlanHint } from './plan-checks.ts';

export function HintList({
  hints,
  choose,
}: {
  hints: readonly PlanHint[];
  choose: (shape: Shape) => void;
}): VNode {
  return html`<section><h2>${t('hints')} ${hints.length > 0 ? hints.length : ''}</h2>
    ${hints.length === 0 && html`<p class="good">✓ ${t('noHints')}</p>`}
    <ul class="list" id="hints">${hints.map(({ shape, word, values }) => html`<li><button class="hint" onClick=${() => choose(shape)}>${t(word, values)}</button></li>`)}</ul></section>`;
}

interface ListProps {
  readonly shapes: readonly Shape[];
  readonly chosen: string;
  readonly choose: (key: string) => void;
}

/** Lists all shapes by name, so that the user can also choose shapes that are too small for a finger. */
export function ShapeList({ shapes, chosen, choose }: ListProps): VNode {
  return html`<section><h2>${t('shapes')}</h2>
    ${shapes.length === 0 && html`<p class="quiet">${t('noShapes')}</p>`}
    <ul class="list tight">${shapes
      .toSorted((a, b) => Number(isSmall(a)) - Number(isSmall(b)))
      .map((shape) => {
        const isOpen = keyOf(shape) === chosen;
        return html`<li key=${keyOf(shape)}><button class="wide" aria-pressed=${isOpen} onClick=${() => choose(isOpen ? '' : keyOf(shape))}>${labelOf(shape)}</button></li>`;
      })}</ul></section>`;
}

function isSmall({ kind }: Shape): boolean {
  return kind !== 'zone' && kind !== 'line';
}

function labelOf(shape: Shape): string {
  if (shape.kind === 'wall') return t('wall');
  return shape.kind === 'camera' ? t('camera', { name: shape.name }) : `${t(shape.kind)}: ${shape.name}`;
}
