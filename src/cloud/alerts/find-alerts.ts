import type { ClientBase } from 'pg';

/**
 * One row of the view `kpi.alert`: an alarm of a rule for one gateway, or for a whole store when `gateway` is empty.
 */
export interface Alert {
  readonly rule: string;
  readonly owner: string;
  readonly tenant: string;
  readonly store: string;
  readonly gateway: string;
  readonly value: number;
  readonly threshold: number;
  readonly says: string;
}

/** Content of a webhook message: new alarms, and alarms that have ended. */
export interface AlertChange {
  readonly fired: readonly Alert[];
  readonly ended: readonly Pick<Alert, 'rule' | 'tenant' | 'store' | 'gateway'>[];
}

const FIRING =
  'SELECT rule, owner, tenant, store, gateway, value, threshold, says FROM kpi.alert ORDER BY 1, 3, 4, 5';
const SENT = 'SELECT rule, tenant, store, gateway FROM lintel.alert_sent ORDER BY 1, 2, 3, 4';
const KEYS = 'unnest($1::text[], $2::text[], $3::text[], $4::text[])';
const ADD = `INSERT INTO lintel.alert_sent (rule, tenant, store, gateway, since) SELECT *, now() FROM ${KEYS} ON CONFLICT DO NOTHING`;
const REMOVE = `DELETE FROM lintel.alert_sent WHERE (rule, tenant, store, gateway) IN (SELECT * FROM ${KEYS})`;

/**
 * Sends the alarms that began or ended since the last round, and returns all present alarms. When sending fails, the
 * next round tries again. After a crash between sending and recording, the same changes are sent a second time.
 */
export async function alertRound(
  client: ClientBase,
  send: (change: AlertChange) => Promise<void>,
): Promise<readonly Alert[]> {
  const { rows: firing } = await client.query<Alert>(FIRING);
  const { rows: sent } = await client.query<AlertChange['ended'][number]>(SENT);
  const [now, before] = [new Set(firing.map(keyOf)), new Set(sent.map(keyOf))];
  const fired = firing.filter((alert) => !before.has(keyOf(alert)));
  const ended = sent.filter((alert) => !now.has(keyOf(alert)));
  if (fired.length + ended.length > 0) {
    await send({ fired, ended });
    await client.query(ADD, columns(fired));
    await client.query(REMOVE, columns(ended));
  }
  return firing;
}

type Key = Pick<Alert, 'rule' | 'tenant' | 'store' | 'gateway'>;

const keyOf = ({ rule, tenant, store, gateway }: Key): string => `${rule} ${tenant}/${store}/${gateway}`;

const columns = (alerts: readonly Key[]): string[][] => [
  alerts.map(({ rule }) => rule),
  alerts.map(({ tenant }) => tenant),
  alerts.map(({ store }) => store),
  alerts.map(({ gateway }) => gateway),
];
