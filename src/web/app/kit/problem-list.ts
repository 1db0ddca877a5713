import type { VNode } from 'preact';
import type { SettingsProblem } from '../../../ports/console/console-settings.ts';
import type { FormSchema } from './form-schema.ts';
import { html } from './html.ts';
import { t } from './i18n.ts';
import { fieldLabel, problemText } from './problem-text.ts';

interface Props {
  readonly problems: readonly SettingsProblem[];
  /** Schemas of the settings' sections, for the labels of fields. */
  readonly sections: Readonly<Record<string, FormSchema>>;
}

/** Lists all faults of the typed values under the labels of their fields. */
export function ProblemList({ problems, sections }: Props): VNode | null {
  if (problems.length === 0) return null;
  return html`<div><p class="bad">${t('checkFields', { n: problems.length })}</p><ul>${problems.map(
    (problem) => {
      const label = fieldLabel(problem.path, sections);
      return html`<li key=${problem.path}>${label === undefined ? '' : html`<strong>${label}:</strong> `}${problemText(problem)}</li>`;
    },
  )}</ul></div>`;
}
