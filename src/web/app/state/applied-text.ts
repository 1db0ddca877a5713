import type { StoreView } from '../../../ports/console/console.ts';
import { clockText } from '../kit/clock-text.ts';
import { t } from '../kit/i18n.ts';
import { loadTrials, trials } from './trials.ts';

/** Returns the message to show after settings were applied. It says when their trial ends. */
export async function appliedText(hash: string, shop: Pick<StoreView, 'store'>): Promise<string> {
  await loadTrials();
  const running = trials.peek()?.running;
  if (running?.hash !== hash) return t('applied');
  return t('appliedOnTrial', { time: clockText(Date.parse(running.endsAt), shop, false) });
}
