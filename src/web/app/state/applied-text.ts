import type { StoreView } from '../../../ports/console/console.ts';
import { clockText } from '../kit/clock-text.ts';
import { t } from '../kit/i18n.ts';
import { loadTrials, trials } from './trials.ts';

/**
 * Returns the message to show after settings were applied. It says when their trial ends, and that the change before
 * them, if it was on trial, is kept.
 */
export async function appliedText(hash: string, shop: Pick<StoreView, 'store'>): Promise<string> {
  const earlier = trials.peek()?.running?.hash ?? hash;
  await loadTrials();
  const running = trials.peek()?.running;
  const said =
    running?.hash === hash
      ? t('appliedOnTrial', { time: clockText(Date.parse(running.endsAt), shop, false) })
      : t('applied');
  return earlier === hash ? said : `${said} ${t('earlierKept')}`;
}
