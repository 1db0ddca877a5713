import type { VNode } from 'preact';
import type { SettingsProblem } from '../../../ports/console/console-settings.ts';
import type { FormSchema } from './form-schema.ts';
import { t } from './forms/words.ts';
import { html } from './html.ts';
import { fieldLabel, problemText } from './problem-text.ts';

interface Props {
  readonly problems: readonly SettingsProblem[];
  /** Schemas of the settings' sections, for the labels of fields. */
  readonly sections: Readonly<Record<string, FormSchema>>;
}

/** Lists all faults of the typed values, each under the label of its field. A label leads to its field. */
export function ProblemList({ problems, sections }: Props): VNode | null {
  if (problems.length === 0) return null;
  return html`<div><p class="bad">${t('checkFields', { n: problems.length })}</p><ul>${problems.map(
    (problem) => {
      const { path } = problem;
      const label = fieldLabel(path, sections);
      return html`<li key=${path}>${label === undefined ? '' : html`<button type="button" class="link" onClick=${() => showField(path)}>${label}:</button> `}${problemText(problem)}</li>`;
    },
  )}</ul></div>`;
}

/** Unfolds the sections that contain the field, and puts the cursor into it. */
function showField(path: string): void {
  const field = document.querySelector(`[data-path="${CSS.escape(path)}"]`);
  for (let fold = field?.closest('details'); fold != null; fold = fold.parentElement?.closest('details'))
    fold.open = true;
  const input = field?.querySelector<HTMLElement>('input, select, button');
  (field ?? input)?.scrollIntoView({ block: 'center' });
  input?.focus({ preventScroll: true });
}
