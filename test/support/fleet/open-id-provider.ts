import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import { freePort } from '../links/mosquitto.ts';

export const CLIENT = { id: 'lintel', secret: 'a secret of thirty-two characters' };
const OTHER = { id: 'another-app', secret: 'another secret of many characters' };

export interface ProviderOptions {
  /** As fleet pages are reached. */
  readonly origin: string;
  readonly isEmailVerified?: boolean;
  readonly groups?: readonly string[];
  /** The ID token ended so many seconds ago. */
  readonly endedSeconds?: number;
  /** The token answer carries an ID token that the same provider made for another app. */
  readonly isForOther?: boolean;
  /** The token answer carries the ID token of the sign-in before. */
  readonly replaysIdToken?: boolean;
}

export interface OpenIdProvider extends AsyncDisposable {
  readonly issuer: string;
}

/** A real OpenID provider on this machine; people type a name and any password. */
export async function startOpenIdProvider(options: ProviderOptions): Promise<OpenIdProvider> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, configuration(options));
  let earlier: string | undefined;
  provider.use(async (context, next) => {
    await next();
    const body = context.body as { id_token?: string } | undefined;
    const own = body?.id_token;
    if (context.path !== '/token' || body === undefined || own === undefined) return;
    const { isForOther = false, endedSeconds, replaysIdToken = false } = options;
    if (replaysIdToken && earlier !== undefined) body.id_token = earlier;
    earlier = own;
    if (isForOther) body.id_token = await reissue(provider, own, { clientId: OTHER.id });
    if (endedSeconds !== undefined) body.id_token = await reissue(provider, own, { endedSeconds });
  });
  const handle = provider.callback();
  const server = createServer((request: IncomingMessage, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { issuer, [Symbol.asyncDispose]: () => closeServer(server) };
}

function configuration({ origin, groups, isEmailVerified = true }: ProviderOptions) {
  const shared = { grant_types: ['authorization_code'], response_types: ['code' as const] };
  return {
    clients: [CLIENT, OTHER].map(({ id, secret }) => ({
      ...shared,
      client_id: id,
      client_secret: secret,
      redirect_uris: [`${origin}/sign-in/answer`],
      post_logout_redirect_uris: [`${origin}/`],
    })),
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['groups'] },
    // Claims in the ID token itself, as most providers of organisations send them.
    conformIdTokenClaims: false,
    ttl: { IdToken: 3_600, Session: 3_600, Interaction: 3_600, Grant: 3_600 },
    findAccount: (_context: unknown, accountId: string) => ({
      accountId,
      claims: () => ({ sub: accountId, email: accountId, email_verified: isEmailVerified, groups }),
    }),
    pkce: { required: () => true },
  };
}

interface Reissue {
  readonly clientId?: string;
  readonly endedSeconds?: number;
}

/** The same token, signed with the provider's own key, for another app or another time. */
async function reissue(provider: Provider, token: string, { clientId = CLIENT.id, endedSeconds }: Reissue) {
  const client = await provider.Client.find(clientId);
  if (client === undefined) throw new Error(`the app ${clientId} is not known`);
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >;
  const again = new provider.IdToken({ sub: String(claims['sub']) }, { client, ctx: undefined as never });
  for (const name of ['sub', 'email', 'email_verified', 'nonce']) again.set(name, claims[name]);
  const expiresAt =
    endedSeconds === undefined ? {} : { expiresAt: Math.floor(Date.now() / 1000) - endedSeconds };
  return again.issue({ use: 'idtoken', ...expiresAt });
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
