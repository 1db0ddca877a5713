import type { AlertChange } from './find-alerts.ts';

const TIMEOUT_MS = 10_000;
/** Largest number of alarms per message, because chat services refuse long messages. */
const MOST_ALERTS = 500;

/**
 * Posts JSON with the lists `fired` and `ended`, and with all of it in one `text` for chat services. Rejects unless the
 * status is 2xx.
 */
export async function postWebhook(url: string, { fired, ended }: AlertChange): Promise<void> {
  const lines = [
    ...fired.map(
      ({ rule, owner, value, says, ...at }) =>
        `${rule} ${placeOf(at)} (${owner}): ${says} Now ${round(value)}.`,
    ),
    ...ended.map(({ rule, ...at }) => `${rule} ${placeOf(at)}: ended.`),
  ];
  const text = lines.slice(0, 20).join('\n') + (lines.length > 20 ? `\n… and ${lines.length - 20} more` : '');
  const body = { text, fired: fired.slice(0, MOST_ALERTS), ended: ended.slice(0, MOST_ALERTS) };
  const answer = await fetch(url, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    ...{ redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) },
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`the webhook answered ${answer.status}`);
}

const placeOf = ({ tenant, store, gateway }: { tenant: string; store: string; gateway: string }): string =>
  [tenant, store, gateway].filter((part) => part !== '').join('/');

const round = (value: number): string => String(Math.round(value * 100) / 100);
