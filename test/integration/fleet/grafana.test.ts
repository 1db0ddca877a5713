/** Grafana's dashboards without Grafana: each query runs as the reader, after its macros are expanded. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DASHBOARDS } from '../../../scripts/generate/grafana/dashboards.ts';
import type { FleetDatabase } from '../../support/fleet/fleet-side.ts';
import { startFleetDatabase } from '../../support/fleet/fleet-side.ts';
import type { GrafanaChoice } from '../../support/fleet/grafana.ts';
import { allPanels, expandMacros, readDashboards } from '../../support/fleet/grafana.ts';

const DAY_MS = 86_400_000;
const dashboards = readDashboards();
const QUERIES = dashboards.flatMap((dashboard) =>
  allPanels(dashboard).flatMap((panel) =>
    (panel.targets ?? []).map(
      ({ rawSql }) => [`${dashboard.uid}: ${panel.title}`, { dashboard, panel, rawSql }] as const,
    ),
  ),
);
/** Whole days, as a reader in Berlin chooses them. */
const ago = (days: number, hours: number) =>
  new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS - days * DAY_MS + hours * 3_600_000);
const WEEK = {
  tenant: 'acme',
  region: null,
  store: null,
  versus: 'weekday',
  from: ago(8, 23),
  to: ago(1, 22.99),
};
const CHOICES: Readonly<Record<string, GrafanaChoice>> = {
  all: WEEK,
  'one store': { ...WEEK, store: ['store-2'] },
  'ten stores': { ...WEEK, store: Array.from({ length: 10 }, (_, n) => `store-${n + 1}`) },
  'a region': { ...WEEK, region: 'Region 1', versus: 'week' },
  'an empty range': { ...WEEK, from: ago(-400, 0), to: ago(-390, 0), versus: 'year' },
  'a name with a quote': {
    ...WEEK,
    tenant: "o'hara",
    region: "South 'n West",
    store: ["st. john's"],
    versus: 'month',
  },
};

let database: FleetDatabase;
let reader: pg.Client;

beforeAll(async () => {
  database = await startFleetDatabase(12, 70);
  await database.admin.query(`CREATE ROLE lintel_grafana LOGIN IN ROLE lintel_reader;
    INSERT INTO lintel.reader_right (login) VALUES ('lintel_grafana');
    INSERT INTO lintel.store (tenant, store, region, timezone) VALUES ('o''hara', 'st. john''s', 'South ''n West', 'UTC');
    INSERT INTO lintel.rollup_day_store (store_id, local_day, from_at, to_at, gateways, row_count, holdover_rows, seconds, seen_s,
      entries, exits, received_at)
    SELECT store_id, now()::date - 3, now()::date - 3, now()::date - 2, 1, 1, 0, 86400, 86400, 777, 700, now() FROM lintel.store
    WHERE tenant = 'o''hara'`);
  reader = new pg.Client({ connectionString: database.urlAs('lintel_grafana') });
  await reader.connect();
});

afterAll(async () => {
  await reader.end();
  await database[Symbol.asyncDispose]();
});

test('dashboards are in the plain form that files are provisioned in', () => {
  expect(dashboards.map(({ uid }) => uid).sort()).toEqual(DASHBOARDS.map(({ uid }) => uid).sort());
  for (const { id, schemaVersion, file } of dashboards) {
    expect({ id, schemaVersion }, file).toEqual({ id: null, schemaVersion: 39 });
    expect(JSON.stringify(dashboards), file).not.toMatch(/__inputs|\$\{DS_/);
  }
});

describe.each(Object.entries(CHOICES))('for %s', (what, choice) => {
  test.each(QUERIES)('%s', async (_name, { dashboard, panel, rawSql }) => {
    const { rows, fields } = await reader.query(expandMacros(rawSql, dashboard, choice));
    expect(rows.length).toBeLessThanOrEqual(2_000);
    const columns = fields.map(({ name }) => name);
    const named = [
      ...panel.fieldConfig.overrides.map(({ matcher }) => matcher.options),
      ...(panel.transformations ?? []).flatMap(({ options }) => options.include.names),
    ];
    for (const name of named) expect(columns, what).toContain(name);
  });
});

test('variables list what the reader may see', async () => {
  for (const dashboard of dashboards)
    for (const variable of dashboard.templating.list.filter(({ type }) => type === 'query')) {
      const { rows } = await reader.query(expandMacros(variable.query, dashboard, CHOICES['all'] ?? WEEK));
      expect(rows.length, variable.name).toBeGreaterThan(0);
    }
});

test('days are those that the reader means, in Auckland, Berlin and Honolulu', async () => {
  const query = QUERIES.find(([name]) => name === 'lintel-stores: Entries per day')?.[1];
  if (query === undefined) throw new Error('there is no such panel');
  const day = new Date(Date.now() - 5 * DAY_MS).toISOString().slice(0, 10);
  // Hours by which these are ahead of UTC in their summers or winters.
  for (const aheadHours of [13, 12, 1, 0, -5, -10]) {
    const from = new Date(Date.parse(day) - aheadHours * 3_600_000);
    const to = new Date(from.getTime() + DAY_MS - 1);
    const { rows } = await reader.query(expandMacros(query.rawSql, query.dashboard, { ...WEEK, from, to }));
    expect(rows.map(({ local_day }) => local_day)).toEqual([day]);
  }
});

test('a name with a quote gives its own numbers, and a macro that Grafana does not know is refused', async () => {
  const choice = CHOICES['a name with a quote'] ?? WEEK;
  const query = QUERIES.find(([name]) => name === 'lintel-stores: Entries per day')?.[1];
  if (query === undefined) throw new Error('there is no such panel');
  const { rows } = await reader.query(expandMacros(query.rawSql, query.dashboard, choice));
  expect(rows).toMatchObject([{ entries: '777' }]);
  expect(() => expandMacros('SELECT $__timeFilter(at)', query.dashboard, choice)).toThrow(/unknown macro/);
  expect(() => expandMacros(`SELECT \${store:raw}`, query.dashboard, choice)).toThrow(/not quoted/);
});
