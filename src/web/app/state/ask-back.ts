import type { Json } from '../../../core/model/ids.ts';
import { confirm } from '../kit/confirm.ts';
import { t } from '../kit/forms/words.ts';
import { html } from '../kit/html.ts';
import { describeChanges } from './describe-changes.ts';

interface Versions {
  readonly now: Json;
  /** The settings to restore. */
  readonly earlier: Json;
}

/** Shows what will change when the earlier settings are restored, and asks the user to confirm it. */
export async function askBack(question: string, yes: string, { now, earlier }: Versions): Promise<boolean> {
  const changes = describeChanges(now, earlier, true);
  const list = html`<ul class="changes">${changes.map((text) => html`<li>${text}</li>`)}</ul>`;
  return await confirm(question, yes, list);
}

export async function askTakeBack(versions: Versions): Promise<boolean> {
  return await askBack(t('takeBackQuestion'), t('takeBackChange'), versions);
}
