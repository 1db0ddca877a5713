import type { IncomingHttpHeaders } from 'node:http';
import type { ReaderKeys } from '../../ports/fleet.ts';
import { CSRF_HEADER, isSame } from '../request-guard.ts';
import { HttpError } from '../route.ts';
import { SESSION_LIFE_MS, SessionTable } from '../sessions.ts';

const MOST_SESSIONS = 2_000;
/** Name of the cookie. It differs from the console's, because browsers send a cookie to every port of a machine. */
const COOKIE = 'lintel-fleet';

export interface SignedIn {
  /** Name of the signed-in user, as the page shows it. */
  readonly person: string;
  readonly keys: ReaderKeys;
  /**
   * Names the session to the OpenID provider when the user signs out. Absent when the user signed in with a local
   * password.
   */
  readonly idToken?: string;
}

export type FleetSession = NonNullable<ReturnType<SessionTable<SignedIn>['find']>>;

export function createFleetSessions(nowMs: () => number): SessionTable<SignedIn> {
  return new SessionTable<SignedIn>(nowMs, MOST_SESSIONS);
}

export function readFleetToken(headers: IncomingHttpHeaders): string | undefined {
  return /(?:^|;\s*)lintel-fleet=([A-Za-z0-9_-]{43})(?:;|$)/.exec(headers.cookie ?? '')?.[1];
}

/**
 * Returns the header that sets the cookie, or that removes it when `token` is undefined. The cookie is `Lax`, because
 * the OpenID provider redirects from its own page.
 */
export function fleetCookie(token: string | undefined, isSecure: boolean): string {
  const age = token === undefined ? 0 : SESSION_LIFE_MS / 1000;
  const secure = isSecure ? '; Secure' : '';
  return `${COOKIE}=${token ?? ''}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${age}${secure}`;
}

export function needSession(sessions: SessionTable<SignedIn>, headers: IncomingHttpHeaders): FleetSession {
  const session = sessions.find(readFleetToken(headers));
  if (session === undefined) throw new HttpError(401, 'NOT_SIGNED_IN', 'Sign in first.');
  return session;
}

/** Throws unless the request comes from a page of this server. Browsers send the origin with every change. */
export function needOwnPage(headers: IncomingHttpHeaders, origin: string): void {
  const site = headers['sec-fetch-site'];
  if (headers.origin !== origin || (site !== undefined && site !== 'same-origin'))
    throw new HttpError(403, 'WRONG_ORIGIN', 'This request came from another page.');
}

export function needSecret({ csrf }: FleetSession, headers: IncomingHttpHeaders): void {
  if (!isSame(csrf, headers[CSRF_HEADER]))
    throw new HttpError(403, 'CSRF', 'This change did not come from a page of this server.');
}
