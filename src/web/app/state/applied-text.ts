import type { StoreView } from '../../../ports/console/console.ts';
import { api } from '../kit/api.ts';
import { clockText } from '../kit/clock-text.ts';
import { t } from '../kit/i18n.ts';

/** What to say once settings are applied: also that the gateway watches them, and until when. */
export async function appliedText(hash: string, shop: Pick<StoreView, 'store'>): Promise<string> {
  const running = await api.trial().then(
    (trials) => trials.running,
    () => null,
  );
  if (running?.hash !== hash) return t('applied');
  return t('appliedOnTrial', { time: clockText(Date.parse(running.endsAt), shop, false) });
}
