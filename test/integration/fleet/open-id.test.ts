/** Sign-in with a real OpenID provider, by the requests that a browser makes. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Log } from '../../../src/ports/log.ts';
import { silentLog } from '../../../src/system/log.ts';
import type { FleetServer } from '../../../src/web/fleet/fleet-server.ts';
import { Browser } from '../../support/fleet/cookie-browser.ts';
import type { FleetDatabase } from '../../support/fleet/fleet-side.ts';
import { startFleetDatabase, startFleetServer } from '../../support/fleet/fleet-side.ts';
import type { ProviderOptions } from '../../support/fleet/open-id-provider.ts';
import { CLIENT, startOpenIdProvider } from '../../support/fleet/open-id-provider.ts';
import { freePort } from '../../support/links/mosquitto.ts';

const ANNA = 'anna@acme.example';
let database: FleetDatabase;
/** Why sign-ins were refused, as the log has it. */
const refusals: string[] = [];
const log: Log = {
  ...silentLog,
  warn: (fields) => {
    const { err } = fields as { err?: Error & { cause?: unknown } };
    refusals.push(
      `${err?.message} ${JSON.stringify(err?.cause ?? '')} ${(err?.cause as Error | undefined)?.message ?? ''}`,
    );
  },
};

beforeAll(async () => {
  database = await startFleetDatabase(2, 2);
  await database.admin.query(`INSERT INTO lintel.reader_right (login, tenant, store) VALUES
    ('person:${ANNA}', 'acme', 'store-1'), ('group:managers', 'acme', 'store-2')`);
});

afterAll(() => database[Symbol.asyncDispose]());

interface Both extends AsyncDisposable {
  readonly server: FleetServer;
  readonly issuer: string;
}

async function startBoth(
  more: Omit<ProviderOptions, 'origin'> = {},
  clientSecret = CLIENT.secret,
): Promise<Both> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const provider = await startOpenIdProvider({ origin, ...more });
  const server = await startFleetServer(database.urlAs('lintel_pages'), [], {
    port,
    log,
    readPasswords: undefined,
    openId: { issuer: provider.issuer, clientId: CLIENT.id, clientSecret, claim: 'email' },
  });
  return {
    ...{ server, issuer: provider.issuer },
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await provider[Symbol.asyncDispose]();
    },
  };
}

async function tenantsSeen(browser: Browser, { origin }: FleetServer) {
  const answer = await browser.get(`${origin}/api/tenants`);
  if (answer.status !== 200) return answer.status;
  const { tenants } = JSON.parse(answer.text) as { tenants: { tenant: string; stores: number }[] };
  return tenants.map(({ tenant, stores }) => `${tenant} ${stores}`);
}

test('a person signs in, sees the stores of the e-mail address and groups, and signs out at the provider too', async () => {
  await using both = await startBoth({ groups: ['managers'] });
  const { server, issuer } = both;
  const browser = new Browser();
  const landed = await browser.signIn(`${server.origin}/sign-in`, ANNA);
  expect(landed.url).toBe(`${server.origin}/`);
  expect(await tenantsSeen(browser, server)).toEqual(['acme 2']);
  const stolen = browser.copy();
  const { session } = JSON.parse((await browser.get(`${server.origin}/api/session`)).text);
  const { next } = JSON.parse(
    (
      await browser.send('DELETE', `${server.origin}/api/session`, {
        'x-lintel-csrf': session.csrf,
        origin: server.origin,
      })
    ).text,
  );
  expect(next).toMatch(`${issuer}/session/end?`);
  expect(await tenantsSeen(browser, server)).toBe(401);
  expect(await tenantsSeen(stolen, server)).toBe(401);
  await browser.confirm(next);
  // The provider asks who it is again.
  expect((await browser.get(`${server.origin}/sign-in`)).text).toContain('name="login"');
});

test.each([
  ['made for another app', { isForOther: true }, /"aud"/],
  ['whose time is over', { endedSeconds: 120 }, /"exp"/],
  ['without a verified address', { isEmailVerified: false }, /not verified/],
])(
  'an ID token %s opens nothing',
  async (_what, options, reason) => {
    await using both = await startBoth(options);
    const browser = new Browser();
    const landed = await browser.signIn(`${both.server.origin}/sign-in`, ANNA);
    expect(landed.url).toBe(`${both.server.origin}/#refused`);
    expect(refusals.at(-1)).toMatch(reason);
    expect(await tenantsSeen(browser, both.server)).toBe(401);
  },
  60_000,
);

test('an ID token of an earlier sign-in opens nothing: its nonce was for that one', async () => {
  await using both = await startBoth({ replaysIdToken: true });
  const first = new Browser();
  expect((await first.signIn(`${both.server.origin}/sign-in`, ANNA)).url).toBe(`${both.server.origin}/`);
  const second = new Browser();
  const landed = await second.signIn(`${both.server.origin}/sign-in`, 'eve@acme.example');
  expect(landed.url).toBe(`${both.server.origin}/#refused`);
  expect(await tenantsSeen(second, both.server)).toBe(401);
});

test('an answer is good once, and in the browser that asked for it', async () => {
  await using both = await startBoth();
  const { server } = both;
  const browser = new Browser();
  const answer = await browser.signIn(`${server.origin}/sign-in`, ANNA, {
    stopsAt: `${server.origin}/sign-in/answer`,
  });
  // Another browser gets the address, with its code and state.
  const thief = new Browser();
  expect((await thief.get(answer.url)).url).toBe(`${server.origin}/#refused`);
  expect(await tenantsSeen(thief, server)).toBe(401);
  // A state that was typed in.
  const own = new Browser();
  await own.get(`${server.origin}/sign-in`, { follows: false });
  expect((await own.get(answer.url)).url).toBe(`${server.origin}/#refused`);
  const again = browser.copy();
  expect((await browser.get(answer.url)).url).toBe(`${server.origin}/`);
  expect(await tenantsSeen(browser, server)).toEqual(['acme 1']);
  expect((await again.get(answer.url)).url).toBe(`${server.origin}/#refused`);
  expect(await tenantsSeen(again, server)).toBe(401);
});

test('a wrong secret of the app, and a provider that is away, are refused in words', async () => {
  await using both = await startBoth({}, 'not the secret');
  const browser = new Browser();
  const landed = await browser.signIn(`${both.server.origin}/sign-in`, ANNA);
  expect(landed.url).toBe(`${both.server.origin}/#refused`);
  const lonely = await startFleetServer(database.urlAs('lintel_pages'), [], {
    openId: {
      issuer: `http://127.0.0.1:${await freePort()}`,
      clientId: 'x',
      clientSecret: 'y',
      claim: 'email',
    },
  });
  const answer = await browser.get(`${lonely.origin}/sign-in`);
  expect(answer).toMatchObject({ status: 503 });
  expect(answer.text).toContain('Try again in a minute');
  await lonely.close();
});
