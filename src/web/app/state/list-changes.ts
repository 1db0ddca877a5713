import type { TrialView } from '../../../ports/settings-trial.ts';
import { api } from '../kit/api.ts';
import { describeChanges } from './describe-changes.ts';

/** Returns in words what the settings on trial change. */
export async function listChanges({ oldHash, hash }: Pick<TrialView, 'hash' | 'oldHash'>): Promise<string[]> {
  const [old, now] = await Promise.all([api.version(oldHash), api.version(hash)]);
  return describeChanges(old.tree, now.tree);
}
