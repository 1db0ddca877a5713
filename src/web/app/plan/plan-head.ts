import type { VNode } from 'preact';
import { spaceName } from '../canvas/plan-viewport.ts';
import { SpacePicker } from '../canvas/space-picker.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import { icon } from '../kit/icon.ts';
import type { ViewProps } from '../kit/page-props.ts';
import type { Draft } from './use-draft.ts';
import { redoLast, undoLast } from './use-plan-keys.ts';
import type { Sketching } from './use-sketch.ts';

interface Props {
  readonly spaces: ViewProps['shop']['spaces'];
  readonly chosen: string;
  readonly choose: (id: string) => void;
  readonly editing: Draft;
  readonly sketching: Pick<Sketching, 'sketch' | 'undone' | 'undoCorner' | 'redoCorner'>;
}

/** Largest number of spaces that are shown as tabs. More spaces are shown as a list. */
const MOST_TABS = 3;

export function PlanHead({ spaces, chosen, choose, editing, sketching }: Props): VNode {
  const board = { editing, sketching };
  const canUndo = sketching.sketch.length > 0 || editing.drawing.past.length > 0;
  const canRedo = sketching.undone.length > 0 || editing.drawing.future.length > 0;
  const short = ({ id, name }: Props['spaces'][number]) => (id === 'floor' ? t('floorShort') : name);
  return html`<div class="planhead"><a class="tool close" href="#live" aria-label=${t('close')}>${icon('close')}</a><strong class="title">${t('plan')}</strong>
    <button class="tool" aria-label=${t('undo')} title=${t('undo')} disabled=${!canUndo} onClick=${() => undoLast(board)}>${icon('undo')}</button>
    <button class="tool" aria-label=${t('redo')} title=${t('redo')} disabled=${!canRedo} onClick=${() => redoLast(board)}>${icon('redo')}</button>
    <div class="spaces">${
      spaces.length > MOST_TABS
        ? html`<${SpacePicker} spaces=${spaces} chosen=${chosen} choose=${choose} />`
        : html`<div class="segments" role="group" aria-label=${t('space')}>${spaces.map((space) => html`<button key=${space.id} aria-pressed=${space.id === chosen} title=${spaceName(space)} onClick=${() => choose(space.id)}>${short(space)}</button>`)}</div>`
    }</div></div>`;
}
