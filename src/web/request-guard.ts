import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

const SESSION_COOKIE = 'lintel-session';
export const CSRF_HEADER = 'x-lintel-csrf';

/**
 * Returns false for a foreign host name. By DNS rebinding, an attacker's page could otherwise read the answers under
 * its own host name.
 */
export function isOwnHost(host: string | undefined): boolean {
  if (host === undefined) return false;
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase();
  const bare = name.replace(/^\[(.*)\]$/, '$1');
  const own = hostname().toLowerCase();
  return isIP(bare) !== 0 || name === 'localhost' || name === own || name === `${own}.local`;
}

/**
 * Returns true when the request comes from this console's own page. Browsers send the page's origin with every change
 * and WebSocket.
 */
export function isOwnOrigin(headers: IncomingHttpHeaders, scheme: 'http' | 'https'): boolean {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  return origin !== undefined && host !== undefined && origin === `${scheme}://${host}`;
}

export function readSessionToken(headers: IncomingHttpHeaders): string | undefined {
  const found = /(?:^|;\s*)lintel-session=([A-Za-z0-9_-]{43})(?:;|$)/.exec(headers.cookie ?? '');
  return found?.[1];
}

export function sessionCookie(token: string, maxAgeSeconds: number, isSecure: boolean): string {
  const parts = [`${SESSION_COOKIE}=${token}`, 'Path=/', 'HttpOnly', 'SameSite=Strict'];
  return [...parts, `Max-Age=${maxAgeSeconds}`, ...(isSecure ? ['Secure'] : [])].join('; ');
}

export function isSame(a: string, b: unknown): boolean {
  if (typeof b !== 'string') return false;
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Headers that allow no content from other origins, no inline code and no frames. */
export const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; " +
    "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
} as const;
