import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { StoreView } from '../../../ports/console/console.ts';
import type { ConsoleTrials, TrialEnd, TrialView } from '../../../ports/settings-trial.ts';
import { api } from '../kit/api.ts';
import { clockText } from '../kit/clock-text.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import { describeChanges } from '../state/describe-changes.ts';

type Trials = ReturnType<ConsoleTrials['view']>;

interface Props {
  readonly shop: StoreView;
  /** Hash of the settings; a new hash reloads the trial. */
  readonly hash: string;
  readonly announce: (text: string) => void;
  readonly done: () => Promise<void>;
}

const REFRESH_MS = 10_000;

/**
 * Compares the counts of the settings on trial with those of the old settings. The user keeps or reverts the change.
 */
export function TrialCard({ shop, hash, announce, done }: Props): VNode | null {
  const [trials, setTrials] = useState<Trials>();
  useEffect(() => {
    const load = () => void api.trial().then(setTrials, () => undefined);
    load();
    const timer = setInterval(load, REFRESH_MS);
    return () => clearInterval(timer);
  }, [hash]);
  const end = async (outcome: TrialEnd['outcome']) => {
    try {
      await api.endTrial(outcome);
      announce(t(outcome === 'kept' ? 'trialKept' : 'broughtBack'));
    } catch (error) {
      announce(t('failed', { why: (error as Error).message }));
    }
    await done();
    setTrials(await api.trial());
  };
  if (trials?.running != null) return drawRunning(trials.running, shop, end);
  return trials?.last == null ? null : drawEnded(trials.last, shop);
}

export function drawRunning(
  trial: TrialView,
  shop: StoreView,
  end: (outcome: TrialEnd['outcome']) => Promise<void>,
): VNode {
  const rows = trial.counts.filter(({ before, now }) => before > 0 || now > 0);
  return html`<section class="block" id="trial"><h2>${t('trial')}</h2>
    <p>${t('trialHow', { time: clockText(Date.parse(trial.endsAt), shop, false) })}</p>
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
    <p class="row"><button class="main" onClick=${() => end('kept')}>${t('keep')}</button>
      <button onClick=${() => end('taken-back')}>${t('takeBackChange')}</button></p></section>`;
}

function Change({ of: { oldHash, hash } }: { readonly of: TrialView }): VNode | null {
  const [changes, setChanges] = useState<readonly string[]>([]);
  useEffect(() => {
    Promise.all([api.version(oldHash), api.version(hash)]).then(
      ([old, now]) => setChanges(describeChanges(old.tree, now.tree)),
      () => undefined,
    );
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
