/** Rights of people on the fleet's pages: what a person may not see is asked for by address, export and API. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFleetReader } from '../../../src/cloud/fleet/open-reader.ts';
import { PANELS } from '../../../src/ports/fleet.ts';
import type { FleetServer } from '../../../src/web/fleet/fleet-server.ts';
import { hasPgBouncer, startPgBouncer } from '../../support/cloud/pgbouncer.ts';
import type { FleetDatabase } from '../../support/fleet/fleet-side.ts';
import { PASSWORD, signIn, startFleetDatabase, startFleetServer } from '../../support/fleet/fleet-side.ts';

const DAY_MS = 86_400_000;
const yesterday = new Date(Date.now() - DAY_MS).toISOString().slice(0, 10);
const weekAgo = new Date(Date.now() - 7 * DAY_MS).toISOString().slice(0, 10);
const RANGE = `first=${weekAgo}&last=${yesterday}`;
/** Names and numbers that belong to another tenant or another store alone. */
const SECRET = /globex|secret|987654|987,654/;
const PEOPLE = ['anna', 'south', 'one', 'nobody', 'all', 'lintel_fleet', 'analyst'];

let database: FleetDatabase;
let server: FleetServer;

beforeAll(async () => {
  database = await startFleetDatabase(4, 8);
  await database.admin.query(`
    CREATE ROLE analyst LOGIN IN ROLE lintel_reader;
    UPDATE lintel.store SET region = CASE store WHEN 'store-1' THEN 'South' ELSE 'North' END;
    INSERT INTO lintel.store (tenant, store, name, region, timezone) VALUES ('globex', 'secret', 'Secret', 'South', 'UTC');
    INSERT INTO lintel.gateway (store_id, gateway) SELECT store_id, 'secret-gw' FROM lintel.store WHERE tenant = 'globex';
    INSERT INTO lintel.gateway_state (gateway_id, state, since, version, body)
    SELECT gateway_id, 'offline', now(), '9.9.9', '{"down": ["secret-cam"]}' FROM lintel.gateway WHERE gateway = 'secret-gw';
    INSERT INTO lintel.rollup_day_store (store_id, local_day, from_at, to_at, gateways, row_count, holdover_rows, seconds,
      seen_s, entries, exits, conversion_entries, conversion_sales, capture_entries, capture_passers_by, received_at)
    SELECT store_id, now()::date - n, now()::date - n, now()::date - n + 1, 1, 1, 0, 86400, 86400, 987654, 987654, 987654, 987654,
      987654, 987654, now() FROM lintel.store CROSS JOIN generate_series(1, 8) AS n WHERE tenant = 'globex';
    UPDATE lintel.rollup_day_store SET entries = 987654 WHERE store_id = (SELECT store_id FROM lintel.store WHERE store = 'store-2');
    INSERT INTO lintel.reader_right (login, tenant, region, store) VALUES ('person:anna', 'acme', NULL, NULL),
      ('person:south', 'acme', 'South', NULL), ('person:one', 'acme', NULL, 'store-1'), ('person:all', NULL, NULL, NULL),
      ('analyst', 'globex', NULL, NULL), ('group:south', 'acme', 'South', NULL)`);
  server = await startFleetServer(database.urlAs('lintel_pages'), PEOPLE);
});

afterAll(async () => {
  await server.close();
  await database[Symbol.asyncDispose]();
});

async function ask(person: string | undefined, path: string, headers: Record<string, string> = {}) {
  const cookie = person === undefined ? '' : await cookieOf(person);
  const answer = await fetch(`${server.origin}${path}`, { headers: { cookie, ...headers } });
  return { status: answer.status, text: await answer.text() };
}

const cookies = new Map<string, Promise<string>>();
function cookieOf(person: string): Promise<string> {
  const known = cookies.get(person) ?? signIn(server.origin, person).then(({ cookie }) => cookie);
  cookies.set(person, known);
  return known;
}

test('a person with the right sees what others are denied', async () => {
  expect((await ask('all', `/api/panels/stores?tenant=globex&${RANGE}`)).text).toMatch(SECRET);
  expect((await ask('anna', `/api/panels/stores?tenant=acme&${RANGE}`)).text).toMatch(SECRET);
});

/** Each panel, as JSON and as CSV, for a tenant or a store of somebody else. */
const BY_ADDRESS = PANELS.flatMap((panel) => [
  ['anna', `/api/panels/${panel}?tenant=globex&${RANGE}`],
  ['one', `/api/panels/${panel}/csv?tenant=acme&store=store-2&${RANGE}`],
  ['south', `/api/panels/${panel}?tenant=acme&region=North&${RANGE}`],
  ['one', `/api/panels/${panel}?tenant=acme&${RANGE}`],
]);
const quoted = encodeURIComponent("acme' OR tenant = 'globex");
const OTHERWISE = [
  ['anna', `/api/panels/stores?tenant=${quoted}&${RANGE}`],
  ['anna', `/api/panels/stores?tenant=acme&tenant=globex&${RANGE}`],
  ['anna', `/api/panels/stores?tenant=acme&store=${encodeURIComponent("x'] OR true --")}&${RANGE}`],
  ['anna', `/api/panels/stores?tenant=globex&store=secret&store=store-1&${RANGE}`],
  ['anna', `/api/panels/stores?tenant=globex&keys=person:all&${RANGE}`],
  ['anna', `/api/panels/stores?tenant=globex&people=person%3Aall&${RANGE}`],
  ['anna', `/api/panels/..%2Fstores?tenant=globex&${RANGE}`],
  ['anna', `/api/panels/stores?tenant=%25&${RANGE}`],
  ['one', `/api/panels/compare?tenant=acme&store=store-1&store=store-2&${RANGE}`],
  ['one', '/api/tenants'],
  ['south', '/api/tenants'],
  ['nobody', '/api/tenants'],
  ['nobody', `/api/panels/stores?tenant=acme&${RANGE}`],
  ['nobody', `/api/panels/stores?tenant=globex&${RANGE}`],
  // Names of database logins are no names of people.
  ['lintel_fleet', `/api/panels/stores?tenant=globex&${RANGE}`],
  ['analyst', `/api/panels/stores?tenant=globex&${RANGE}`],
] as const;

test('more than sixty tries to read the numbers of others give none', async () => {
  const tries = [...BY_ADDRESS, ...OTHERWISE];
  expect(tries.length).toBeGreaterThan(60);
  for (const [person, path] of tries) {
    const { text } = await ask(person, path ?? '');
    // A refusal may repeat what was asked, never what is there.
    expect(text, `${person} ${path}`).not.toMatch(SECRET);
  }
});

describe('without a session', () => {
  test.each([
    ['/api/tenants', {}],
    [`/api/panels/stores?tenant=acme&${RANGE}`, {}],
    [`/api/panels/stores/csv?tenant=acme&${RANGE}`, {}],
    ['/api/tenants', { cookie: `lintel-fleet=${'A'.repeat(43)}` }],
    ['/api/tenants', { authorization: 'Bearer x', 'x-forwarded-user': 'anna', 'x-remote-user': 'anna' }],
  ])('nothing is given at %s', async (path, headers) => {
    expect((await ask(undefined, path, headers)).status).toBe(401);
  });
});

test('a session ends with its sign-out, and its cookie is worth nothing after it', async () => {
  const { cookie, csrf } = await signIn(server.origin, 'anna');
  const get = () => fetch(`${server.origin}/api/tenants`, { headers: { cookie } });
  const end = (headers: Record<string, string>) =>
    fetch(`${server.origin}/api/session`, { method: 'DELETE', headers: { cookie, ...headers } });
  expect((await end({ origin: 'https://evil.example', 'x-lintel-csrf': csrf })).status).toBe(403);
  expect((await end({ origin: server.origin })).status).toBe(403);
  expect((await get()).status).toBe(200);
  expect((await end({ origin: server.origin, 'x-lintel-csrf': csrf })).status).toBe(200);
  expect((await get()).status).toBe(401);
});

test('a session ends after an hour without use, and after twelve hours of it', async () => {
  let aheadMs = 0;
  const timed = await startFleetServer(database.urlAs('lintel_pages'), ['anna'], {
    nowMs: () => performance.now() + aheadMs,
  });
  const { cookie } = await signIn(timed.origin, 'anna');
  const status = async () => (await fetch(`${timed.origin}/api/tenants`, { headers: { cookie } })).status;
  expect(await status()).toBe(200);
  for (let hour = 0; hour < 11; hour += 1) {
    aheadMs += 59 * 60_000;
    expect(await status()).toBe(200);
  }
  aheadMs += 72 * 60_000;
  expect(await status()).toBe(401);
  await timed.close();
});

test('a wrong password, an unknown person and many tries are refused', async () => {
  expect((await signIn(server.origin, 'anna', 'wrong')).status).toBe(401);
  expect((await signIn(server.origin, 'eve', PASSWORD)).status).toBe(401);
  const tried = await Promise.all(Array.from({ length: 12 }, () => signIn(server.origin, 'anna', 'wrong')));
  expect(tried.map(({ status }) => status)).toContain(429);
});

test('a right that is taken away counts within the cache’s half minute', async () => {
  let aheadMs = 0;
  const { reader, close } = await openFleetReader(database.urlAs('lintel_pages'), () => aheadMs);
  const seen = async () =>
    (await reader.tenants(['group:south'])).map(({ tenant, stores }) => [tenant, stores]);
  expect(await seen()).toEqual([['acme', 1]]);
  await database.admin.query(`DELETE FROM lintel.reader_right WHERE login = 'group:south'`);
  aheadMs += 30_000;
  expect(await seen()).toEqual([]);
  await close();
});

test.each([
  ['lintel', /connect as lintel_pages/],
  ['lintel_fleet', /connect as lintel_pages/],
])('the pages refuse to run as %s, whose rights are not those of people', async (login, says) => {
  await expect(openFleetReader(database.urlAs(login), () => 0)).rejects.toThrow(says);
});

test.runIf(hasPgBouncer())('people stay apart behind a pooler that mixes sessions', async () => {
  await using pooler = await startPgBouncer(database.urlAs('lintel_pages'));
  const { reader, close } = await openFleetReader(pooler.url, () => performance.now());
  const sees = async (person: string) =>
    (await reader.tenants([`person:${person}`])).map(({ tenant, stores }) => `${tenant} ${stores}`);
  const asked = ['all', 'one', 'nobody', 'anna', 'south'];
  const seen = await Promise.all(asked.map(sees));
  expect(seen).toEqual([['acme 4', 'globex 1'], ['acme 1'], [], ['acme 4'], ['acme 1']]);
  await close();
});
