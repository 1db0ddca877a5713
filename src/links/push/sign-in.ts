import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { GatewayError } from '../../core/model/gateway-error.ts';
import { readFirstLine } from '../../files/read-secrets.ts';
import type { PushHttpOptions, PushSignIn } from '../../ports/links.ts';

const MIN_TOKEN_CHARS = 16;

/** Checks a device's identity before its body is read (`admits`) and after (`admitsBody`). */
export interface Doorman {
  admits(request: Pick<IncomingMessage, 'headers' | 'socket'>): boolean;
  admitsBody(headers: IncomingHttpHeaders, body: Uint8Array): boolean;
}

/**
 * Reads the secrets from their files. A changed secret takes effect when the sensor opens again. Throws for a missing
 * file.
 */
export function createDoorman({ signIn, from }: Pick<PushHttpOptions, 'signIn' | 'from'>): Doorman {
  const isKnown = createHeaderCheck(signIn);
  const hmac = signIn !== undefined && 'hmacFile' in signIn ? hmacCheck(signIn) : () => true;
  return {
    admits: ({ headers, socket }) =>
      (from === undefined || from.includes(plainAddress(socket.remoteAddress))) && isKnown(headers),
    admitsBody: hmac,
  };
}

function createHeaderCheck(signIn: PushSignIn | undefined): (headers: IncomingHttpHeaders) => boolean {
  if (signIn === undefined || 'hmacFile' in signIn) return () => true;
  if ('username' in signIn) {
    const pair = `${signIn.username}:${firstLine(signIn.passwordFile, 1)}`;
    const wanted = digest(`Basic ${Buffer.from(pair).toString('base64')}`);
    return ({ authorization }) => timingSafeEqual(digest(authorization ?? ''), wanted);
  }
  const wanted = digest(firstLine(signIn.tokenFile, MIN_TOKEN_CHARS));
  return (headers) => {
    const given = String(headers[signIn.header] ?? '').replace(/^Bearer /i, '');
    return timingSafeEqual(digest(given), wanted);
  };
}

function hmacCheck({ hmacFile, header }: Extract<PushSignIn, { readonly hmacFile: string }>) {
  const key = firstLine(hmacFile, MIN_TOKEN_CHARS);
  return (headers: IncomingHttpHeaders, body: Uint8Array): boolean => {
    const wanted = createHmac('sha256', key).update(body).digest('hex');
    const given = String(headers[header] ?? '').replace(/^sha256=/i, '');
    return timingSafeEqual(digest(given.toLowerCase()), digest(wanted));
  };
}

function firstLine(path: string, least: number): string {
  let line: string;
  try {
    line = readFirstLine(path);
  } catch (error) {
    throw new GatewayError('LINK_NOT_FOUND', `the file ${path} cannot be read`, error);
  }
  if (line.length >= least) return line;
  throw new GatewayError('SETTINGS_INVALID', `${path} needs a first line of ${least} characters or more`);
}

/** Removes the prefix that IPv4 addresses get when the port listens on IPv4 and IPv6 together. */
function plainAddress(address = ''): string {
  return address.replace(/^::ffff:/, '');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
