import type { VNode } from 'preact';
import type { Zoom } from '../canvas/use-zoom.ts';
import { ZoomButtons } from '../canvas/zoom-buttons.ts';
import { html } from '../kit/html.ts';
import type { Word } from '../kit/i18n.ts';
import { t } from '../kit/i18n.ts';
import type { Icon } from '../kit/icon.ts';
import { icon } from '../kit/icon.ts';
import type { Mode } from './shape-editor.ts';
import type { Sketching } from './use-sketch.ts';

interface Tool {
  readonly mode: Mode;
  readonly sign: Icon;
  readonly word: Word;
  readonly isForFloor?: boolean;
}

const TOOLS: readonly Tool[] = [
  { mode: 'edit', sign: 'select', word: 'select' },
  { mode: 'zone', sign: 'zone', word: 'zone' },
  { mode: 'line', sign: 'line', word: 'doorLine' },
  { mode: 'wall', sign: 'wall', word: 'wall', isForFloor: true },
  { mode: 'place', sign: 'place', word: 'place', isForFloor: true },
  { mode: 'scale', sign: 'scale', word: 'scale', isForFloor: true },
];

/** Shows the tools: at the side on a desktop, at the bottom on a phone. */
export function ToolBar({
  sketching,
  isFloor,
  zoom,
}: {
  readonly sketching: Sketching;
  readonly isFloor: boolean;
  readonly zoom: Zoom;
}): VNode {
  const tools = TOOLS.filter(({ isForFloor = false }) => isFloor || !isForFloor);
  return html`<div class="toolbar"><div class="modes" role="group" aria-label=${t('tools')}>${tools.map(
    ({ mode, sign, word }) =>
      html`<button key=${mode} class="mode" aria-pressed=${sketching.mode === mode} onClick=${() => sketching.begin(mode)}>${icon(sign)}<span>${t(word)}</span></button>`,
  )}</div><${ZoomButtons} zoom=${zoom} /></div>`;
}
