import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { StoreView } from '../../../ports/console/console.ts';
import type { TrialEnd, TrialView } from '../../../ports/settings-trial.ts';
import { clockText } from '../kit/clock-text.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import { useValue } from '../kit/use-value.ts';
import { listChanges } from '../state/list-changes.ts';
import { keepChange, takeBackChange, trials } from '../state/trials.ts';

/**
 * Compares the counts under the settings on trial with those under the old settings. The user keeps or reverts the
 * change.
 */
export function TrialCard({ shop }: { readonly shop: StoreView }): VNode | null {
  const { running = null, last = null } = useValue(trials) ?? {};
  if (running !== null) return drawRunning(running, shop);
  return last === null ? null : drawEnded(last, shop);
}

export function drawRunning(trial: TrialView, shop: StoreView): VNode {
  const rows = trial.counts.filter(({ before, now }) => before > 0 || now > 0);
  return html`<section class="block" id="trial"><h2>${t('trial')}</h2>
    <p>${t('trialHow', { time: clockText(Date.parse(trial.endsAt), shop, false) })} ${t('trialNext')}</p>
    <${Change} key=${trial.hash} of=${trial} />
    ${rows.length === 0 && html`<p class="quiet">${t('trialNothingYet')}</p>`}
    ${
      rows.length > 0 &&
      html`<p class="quiet">${t('trialColumns')}</p><table><thead><tr><td></td><th class="number">${t('trialBefore')}</th><th class="number">${t('trialNow')}</th></tr></thead>
    <tbody>${rows.map(
      (count) => html`<tr><th scope="row">${nameOf(shop, count)} · ${t(count.what)}</th>
      <td class="number">${count.before}</td><td class="number">${count.now}</td></tr>`,
    )}</tbody></table>`
    }
    <p class="row"><button class="main" onClick=${keepChange}>${t('keep')}</button>
      <button onClick=${() => takeBackChange(trial)}>${t('takeBackChange')}</button></p></section>`;
}

function Change({ of: { oldHash, hash } }: { readonly of: TrialView }): VNode | null {
  const [changes, setChanges] = useState<readonly string[]>([]);
  useEffect(() => {
    listChanges({ oldHash, hash }).then(setChanges, () => undefined);
  }, []);
  if (changes.length === 0) return null;
  return html`<ul class="changes">${changes.map((text) => html`<li>${text}</li>`)}</ul>`;
}

export function drawEnded({ outcome, because, at }: TrialEnd, shop: StoreView): VNode | null {
  if (outcome === 'kept' || because === undefined) return null;
  const time = clockText(Date.parse(at), shop, false);
  const why =
    because.kind === 'sensor'
      ? t('trialSensorLost', { name: because.sensor })
      : t('trialCollapsed', {
          ...because.count,
          name: nameOf(shop, because.count),
          what: t(because.count.what),
        });
  return html`<section class="block" id="trial"><h2>${t('trialTakenBack')}</h2><p class="bad">${time}: ${why}</p></section>`;
}

function nameOf(shop: StoreView, { kind, id }: { readonly kind: string; readonly id: string }): string {
  const list = kind === 'zone' ? shop.zones : shop.lines;
  return list.find((entry) => entry.id === id)?.name ?? id;
}
