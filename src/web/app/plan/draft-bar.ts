import type { VNode } from 'preact';
import { confirm } from '../kit/confirm.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import { listChanges } from './list-changes.ts';
import type { Draft } from './use-draft.ts';
import type { Sketching } from './use-sketch.ts';

/** Shows the changes that are not applied yet, with buttons to try, apply or drop them. */
export function DraftBar({
  editing,
  sketching,
}: {
  readonly editing: Draft;
  readonly sketching: Sketching;
}): VNode {
  const { drawing, edits, clashes, isBusy, isKept, tryIt, save, drop } = editing;
  const { mode, canFinish, finish, begin } = sketching;
  if (mode === 'zone' || mode === 'line' || mode === 'wall') {
    return html`<div class="draftbar"><p class="say" role="status">${t(mode === 'line' ? 'drawLineHow' : 'drawHow')} <span class="keys">${t('drawKeys')}</span></p>
      <button onClick=${() => begin('edit')}>${t('cancel')}</button>
      <button class="main" disabled=${!canFinish} onClick=${finish}>${t('finish')}</button></div>`;
  }
  const changes = listChanges(drawing);
  const isIdle = edits.length === 0 || isBusy;
  const ask = async () => {
    const list = html`<ul>${changes.map(({ text }) => html`<li>${text}</li>`)}</ul>`;
    if (await confirm(t('dropQuestion'), t('dropChanges', { n: changes.length }), list)) drop();
  };
  return html`<div class="draftbar"><p class="say" role="status"><strong>${changes.length === 0 ? t('noChanges') : t('changesOpen', { n: changes.length })}</strong>
      ${changes.length > 0 && html`<small>${t(isKept ? 'keptHere' : 'notKept')}</small>`}</p>
    ${changes.length === 0 ? html`<a class="link button" href="#settings/versions">${t('versions')}</a>` : html`<button class="link" disabled=${isIdle} onClick=${ask}>${t('discard')}</button>`}
    ${changes.length > 0 && html`<button disabled=${isIdle} onClick=${tryIt}>${t('tryIt')}</button>`}
    <button class="main" disabled=${isIdle || clashes.length > 0} onClick=${() => save()}>${t(isBusy ? 'applying' : 'apply')}</button></div>`;
}
