import type { VNode } from 'preact';
import type { StoreSpace } from '../../../ports/console/console.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import { spaceName } from './plan-viewport.ts';

/** Lets the user choose the floor plan or a camera. */
export function SpacePicker({
  spaces,
  chosen,
  choose,
}: {
  spaces: readonly StoreSpace[];
  chosen: string;
  choose: (id: string) => void;
}): VNode {
  return html`<select class="space" aria-label=${t('space')} value=${chosen} onChange=${(e: Event) => choose((e.target as HTMLSelectElement).value)}>
      ${spaces.map((space) => html`<option value=${space.id}>${spaceName(space)}</option>`)}
    </select>`;
}
