/** Alarms on a real database: each rule fires where it must and nowhere else, and is sent once, and once when it ends. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { AlertChange } from '../../../src/cloud/alerts/find-alerts.ts';
import { alertRound } from '../../../src/cloud/alerts/find-alerts.ts';
import { postWebhook } from '../../../src/cloud/alerts/webhook.ts';
import { receiverMetrics } from '../../../src/cloud/ingest-metrics.ts';
import { rollUp } from '../../../src/cloud/rollup.ts';
import { maintain } from '../../../src/cloud/schema/maintain.ts';
import type { Postgres } from '../../support/postgres.ts';
import { startPostgres } from '../../support/postgres.ts';

let postgres: Postgres;
let client: pg.Client;

/** A store a rule, each with a gateway, and one where all is well. Rows of the last five hours, as each needs them. */
const STORES = [
  ...[
    'well',
    'silent',
    'nothing-accepted',
    'coverage',
    'rows-waiting',
    'disk',
    'sensor-down',
    'version',
    'in-out',
  ],
  ...['certificate', 'refused', 'closed', 'evening', 'long ago', 'given up'],
];

beforeAll(async () => {
  postgres = await startPostgres();
  client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await maintain(client, Date.now());
  await client.query('INSERT INTO lintel.store (tenant, store) SELECT $1, unnest($2::text[])', [
    'acme',
    STORES,
  ]);
  await client.query(`UPDATE lintel.alert_rule SET oldest_version = '0.9.0' WHERE rule = 'version';
    INSERT INTO lintel.gateway (store_id, gateway) SELECT store_id, 'gw' FROM lintel.store;
    -- Closed an hour ago, and opens in two.
    UPDATE lintel.store SET closes = (now() AT TIME ZONE 'UTC' - interval '1 hour')::time,
      opens = (now() AT TIME ZONE 'UTC' + interval '2 hours')::time WHERE store IN ('closed', 'evening');
    UPDATE lintel.store SET closed_on = now()::date - 2 WHERE store = 'given up';
    INSERT INTO lintel.gateway_state (gateway_id, state, since, version, body)
    SELECT gateway_id, CASE WHEN store IN ('silent', 'closed', 'evening', 'long ago', 'given up') THEN 'offline' ELSE 'online' END, now() - interval '5 hours',
      CASE store WHEN 'version' THEN '0.8.12' ELSE '0.10.0' END,
      jsonb_build_object('waitingRows', CASE store WHEN 'rows-waiting' THEN 500 ELSE 3 END,
        'diskFree', CASE store WHEN 'disk' THEN 0.01 ELSE 0.8 END,
        'down', CASE store WHEN 'sensor-down' THEN '["cam"]' ELSE '[]' END::jsonb)
    FROM lintel.gateway JOIN lintel.store USING (store_id);
    INSERT INTO lintel.count_store (store_id, gateway_id, from_at, seconds, rev, seq, clock, def, seen_s, entries, exits, received_at)
    SELECT store_id, gateway_id, at, 60, 1, row_number() OVER (), 'synced', '3f9a1c20', CASE store WHEN 'coverage' THEN 6 ELSE 60 END,
      2, CASE store WHEN 'in-out' THEN 1 ELSE 2 END, at + interval '1 minute'
    FROM lintel.gateway JOIN lintel.store USING (store_id)
    CROSS JOIN generate_series(date_trunc('minute', now()) - interval '30 hours', now() - interval '2 minutes', interval '1 minute') AS at
    WHERE store NOT IN ('silent', 'nothing-accepted', 'closed', 'evening', 'long ago', 'given up')
      OR at < now() - CASE store WHEN 'evening' THEN interval '3 hours' ELSE interval '50 minutes' END;
    UPDATE lintel.count_store SET from_at = from_at - interval '40 days', received_at = received_at - interval '40 days'
    FROM lintel.store s WHERE s.store_id = count_store.store_id AND store IN ('long ago', 'given up');
    INSERT INTO lintel.rollup_mark (store_id, from_at, to_at) SELECT store_id, '-infinity', 'infinity' FROM lintel.store;
    INSERT INTO lintel.gateway_event (gateway_id, seq, at, kind, body)
    SELECT gateway_id, 1, now() - interval '3 hours', 'CertificateNotRenewed', '{"kind": "CertificateNotRenewed", "daysLeft": 12}'
    FROM lintel.gateway JOIN lintel.store USING (store_id) WHERE store = 'certificate';
    INSERT INTO lintel.dead_letter (sender, topic, reason, payload) VALUES ('acme/refused/gw', '', 'foreign', '')`);
  await rollUp(client);
});

afterAll(async () => {
  await client.end();
  await postgres.stop();
});

const firing = async () => {
  const { rows } = await client.query<{ rule: string; store: string }>(
    'SELECT rule, store FROM kpi.alert ORDER BY 1, 2',
  );
  return rows.map(({ rule, store }) => `${rule} ${store}`);
};

describe('rules', () => {
  test('fire for the store that needs somebody, and for no other', async () => {
    const expected = STORES.slice(1, 11).map((rule) => `${rule} ${rule}`);
    // The device of 'evening' fell silent before closing time, and nobody has mended it since.
    expect(await firing()).toEqual([...expected, 'silent evening', 'silent long ago'].sort());
  });

  test('have owners and words, follow their thresholds, and can be switched off', async () => {
    const { rows } = await client.query(
      `SELECT FROM lintel.alert_rule WHERE owner IN ('store', 'it', 'data') AND says <> ''`,
    );
    expect(rows).toHaveLength(12);
    await client.query(
      `UPDATE lintel.alert_rule SET threshold = 1000 WHERE rule = 'rows-waiting'; UPDATE lintel.alert_rule SET enabled = false WHERE rule = 'disk'`,
    );
    expect((await firing()).filter((line) => /rows-waiting|disk/.test(line))).toEqual([]);
    await client.query(
      `UPDATE lintel.alert_rule SET threshold = 60 WHERE rule = 'rows-waiting'; UPDATE lintel.alert_rule SET enabled = true`,
    );
  });

  test('say when roll-ups are behind', async () => {
    await client.query(
      `INSERT INTO lintel.rollup_mark (store_id, from_at, to_at, marked_at) VALUES (1, now(), now(), now() - interval '1 hour')`,
    );
    expect(await firing()).toContain('roll-up *');
    await client.query('DELETE FROM lintel.rollup_mark');
  });

  test('a version that is no version does not end the others', async () => {
    await client.query(`UPDATE lintel.gateway_state SET version = '99999999999.x' WHERE gateway_id = 1`);
    expect(await firing()).toContain('version well');
    await client.query(`UPDATE lintel.gateway_state SET version = '0.10.0' WHERE gateway_id = 1`);
  });
});

test('each is sent once, again after the webhook failed, and once when it ends', async () => {
  const got: (AlertChange & { text: string })[] = [];
  let status = 500;
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => (text += part));
    request.on('end', () => {
      if (status === 200) got.push(JSON.parse(text));
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const round = () => alertRound(client, (change) => postWebhook(url, change));
  await expect(round()).rejects.toThrow('the webhook answered 500');
  status = 200;
  expect(await round()).toHaveLength(12);
  await round();
  expect(got.map(({ fired, ended }) => [fired.length, ended.length])).toEqual([[12, 0]]);
  expect(got[0]?.text).toContain(
    'coverage acme/coverage (store): Less than half of the last two hours was counted. Now 0.1.',
  );
  await client.query(`DELETE FROM lintel.dead_letter`);
  await round();
  expect(got.at(-1)).toMatchObject({ fired: [], ended: [{ rule: 'refused', store: 'refused' }] });
  server.close();
});

test('the Prometheus rules ask for metrics that there are', () => {
  const file = join(import.meta.dirname, '../../../deploy/cloud/prometheus-rules.yaml');
  const text = readFileSync(file, 'utf8');
  const known = [
    ...receiverMetrics(() => ({}) as never).map(({ name }) => name),
    'lintel_alert',
    'lintel_alerts_known',
  ];
  const { groups } = parse(text) as {
    groups: { rules: { expr: string; labels: object; annotations: { summary: string } }[] }[];
  };
  const asked = groups.flatMap(({ rules }) => rules.flatMap(({ expr }) => expr.match(/lintel_\w+/g) ?? []));
  expect(asked.length).toBeGreaterThan(8);
  for (const name of asked) expect(known).toContain(name);
});
