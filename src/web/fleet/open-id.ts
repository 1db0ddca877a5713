import type { Configuration, IDToken } from 'openid-client';
import * as openid from 'openid-client';
import type { SignedIn } from './fleet-session.ts';

/** Longest time that a user may take to sign in at the provider. */
const ATTEMPT_MS = 10 * 60_000;
const MOST_ATTEMPTS = 1_000;
export const ANSWER_PATH = '/sign-in/answer';

export interface OpenIdOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Address at which browsers reach this server, such as https://fleet.example. */
  readonly origin: string;
  /** Claim that holds the user's name. `email` is accepted only if the provider has verified it. */
  readonly claim: string;
  readonly nowMs: () => number;
}

interface Attempt {
  readonly verifier: string;
  readonly nonce: string;
  readonly endsAtMs: number;
}

/** Signs in with OpenID Connect: authorization code with PKCE, state and nonce. */
export class OpenIdSignIn {
  readonly #options: OpenIdOptions;
  readonly #attempts = new Map<string, Attempt>();
  #found: Configuration | undefined;

  constructor(options: OpenIdOptions) {
    this.#options = options;
  }

  /** Returns the address at the provider to which the browser is sent. The same browser must come back with `state`. */
  async begin(): Promise<{ readonly url: URL; readonly state: string }> {
    const provider = await this.#provider();
    const state = openid.randomState();
    const attempt = {
      verifier: openid.randomPKCECodeVerifier(),
      nonce: openid.randomNonce(),
      endsAtMs: this.#options.nowMs() + ATTEMPT_MS,
    };
    const [oldest] = this.#attempts.keys();
    if (this.#attempts.size >= MOST_ATTEMPTS && oldest !== undefined) this.#attempts.delete(oldest);
    this.#attempts.set(state, attempt);
    const url = openid.buildAuthorizationUrl(provider, {
      redirect_uri: `${this.#options.origin}${ANSWER_PATH}`,
      scope: 'openid email profile',
      code_challenge: await openid.calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
      ...{ state, nonce: attempt.nonce },
    });
    return { url, state };
  }

  /** Rejects an answer that this browser did not request, that was used before, or that is meant for another server. */
  async finish(answer: URL, state: string): Promise<SignedIn> {
    const attempt = this.#attempts.get(state);
    this.#attempts.delete(state);
    if (attempt === undefined || attempt.endsAtMs <= this.#options.nowMs())
      throw new Error('no sign-in is under way for this answer');
    const tokens = await openid.authorizationCodeGrant(await this.#provider(), answer, {
      pkceCodeVerifier: attempt.verifier,
      expectedNonce: attempt.nonce,
      expectedState: state,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (claims === undefined || tokens.id_token === undefined)
      throw new Error('the provider sent no ID token');
    const person = personOf(claims, this.#options.claim);
    return { person, keys: [`person:${person}`, ...groupsOf(claims)], idToken: tokens.id_token };
  }

  /** Returns the address at which the provider ends its own session. Null when the provider has none. */
  signOutUrl(idToken: string | undefined): string | null {
    if (idToken === undefined || this.#found?.serverMetadata().end_session_endpoint === undefined)
      return null;
    return openid.buildEndSessionUrl(this.#found, {
      id_token_hint: idToken,
      post_logout_redirect_uri: `${this.#options.origin}/`,
    }).href;
  }

  /** Loads the provider's configuration. After a failure, the next call tries again. */
  async #provider(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.#options;
    const url = new URL(issuer);
    // Plain HTTP is allowed only for a provider on this machine.
    const execute = isLoopback(url) ? [openid.allowInsecureRequests] : [];
    this.#found ??= await openid.discovery(url, clientId, clientSecret, undefined, { execute });
    return this.#found;
  }
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
}

function personOf(claims: IDToken, claim: string): string {
  const name = claims[claim];
  if (typeof name !== 'string' || !isKey(name)) throw new Error(`the ID token has no claim ${claim}`);
  if (claim === 'email' && claims['email_verified'] !== true)
    throw new Error('the provider has not verified the e-mail address');
  return name;
}

function groupsOf(claims: IDToken): readonly string[] {
  const groups = claims['groups'];
  if (!Array.isArray(groups)) return [];
  return groups
    .slice(0, 200)
    .filter((group): group is string => typeof group === 'string' && isKey(group))
    .map((group) => `group:${group}`);
}

/** Refuses control characters, because each key is written into a line of text. */
function isKey(text: string): boolean {
  return text.length > 0 && text.length <= 200 && !/[\p{Cc}]/u.test(text);
}
