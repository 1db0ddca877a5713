import { signal } from '@preact/signals-core';
import type { TrialEnd, TrialsView, TrialView } from '../../../ports/settings-trial.ts';
import { api } from '../kit/api.ts';
import { t } from '../kit/i18n.ts';
import { announce } from './app-state.ts';

/** The change on trial, and how the last trial ended without a technician's decision. Undefined until loaded. */
export const trials = signal<TrialsView | undefined>(undefined);

/** Loads the trials. While the gateway cannot be reached, the last answer stays. */
export async function loadTrials(): Promise<void> {
  trials.value = await api.trial().catch(() => trials.peek());
}

export async function keepChange(): Promise<void> {
  await end('kept', 'trialKept');
}

/** Shows which settings would be restored, and asks the user before restoring them. */
export async function takeBackChange({ hash, oldHash }: Pick<TrialView, 'hash' | 'oldHash'>): Promise<void> {
  const [now, old] = await Promise.all([api.version(hash), api.version(oldHash)]);
  const { askTakeBack } = await import('./ask-back.ts');
  if (await askTakeBack({ now: now.tree, earlier: old.tree })) await end('taken-back', 'broughtBack');
}

async function end(outcome: TrialEnd['outcome'], done: 'trialKept' | 'broughtBack'): Promise<void> {
  try {
    await api.endTrial(outcome);
    announce(t(done));
  } catch (error) {
    announce(t('failed', { why: (error as Error).message }));
  }
  await loadTrials();
}
