import type { VNode } from 'preact';
import type { SettingsProblem } from '../../../ports/console/console-settings.ts';
import type { FormSchema } from './form-schema.ts';
import { html } from './html.ts';
import { t } from './i18n.ts';
import { fieldLabel, problemText } from './problem-text.ts';

interface Props {
  readonly problems: readonly SettingsProblem[];
  /** The sections of the settings, for the labels of the fields. */
  readonly sections: Readonly<Record<string, FormSchema>>;
}

/** All that is wrong with what was typed, each under the label of its field. */
export function ProblemList({ problems, sections }: Props): VNode | null {
  if (problems.length === 0) return null;
  return html`<div><p class="bad">${t('checkFields', { n: problems.length })}</p><ul>${problems.map(
    (problem) => {
      const label = fieldLabel(problem.path, sections);
      return html`<li key=${problem.path}>${label === undefined ? '' : html`<strong>${label}:</strong> `}${problemText(problem)}</li>`;
    },
  )}</ul></div>`;
}
