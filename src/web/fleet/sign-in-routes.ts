import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { createMinutePace } from '../../files/minute-pace.ts';
import type { Log } from '../../ports/log.ts';
import { HttpError } from '../route.ts';
import type { SessionTable } from '../sessions.ts';
import type { FleetSession, SignedIn } from './fleet-session.ts';
import { fleetCookie, needOwnPage, needSecret, needSession, readFleetToken } from './fleet-session.ts';
import type { OpenIdSignIn } from './open-id.ts';
import { isPassword, parsePasswords } from './passwords.ts';

/**
 * Largest number of attempts per minute from one address, and for one person. At this rate, a password of 12 characters
 * cannot be guessed.
 */
const TRIES_A_MINUTE = 10;

const credentials = z.strictObject({
  person: z.string().min(1).max(200),
  password: z.string().min(1).max(1_000),
});

export interface SignInDependencies {
  readonly sessions: SessionTable<SignedIn>;
  /** Address at which browsers reach this server, such as https://fleet.example. */
  readonly origin: string;
  /**
   * Called at every attempt, so that the removal of a line takes effect immediately. Absent: there are no local
   * passwords.
   */
  readonly readPasswords?: (() => string) | undefined;
  readonly openId?: OpenIdSignIn | undefined;
  readonly log: Log;
  readonly nowMs: () => number;
}

export function addSignInRoutes(app: FastifyInstance, parts: SignInDependencies): void {
  const { sessions, origin, openId } = parts;
  app.get('/api/session', (request, reply) => {
    reply.header('cache-control', 'no-store');
    const ways = { password: parts.readPasswords !== undefined, openId: openId !== undefined };
    const session = sessions.find(readFleetToken(request.headers));
    return reply.send({ ways, session: session === undefined ? null : shown(session) });
  });
  addPassword(app, parts);
  app.delete('/api/session', (request, reply) => {
    const session = needSession(sessions, request.headers);
    needOwnPage(request.headers, origin);
    needSecret(session, request.headers);
    sessions.close(readFleetToken(request.headers));
    reply.header('set-cookie', fleetCookie(undefined, isSecure(origin)));
    return reply.send({ next: openId?.signOutUrl(session.idToken) ?? null });
  });
}

function addPassword(
  app: FastifyInstance,
  { sessions, origin, readPasswords, log, nowMs }: SignInDependencies,
): void {
  if (readPasswords === undefined) return;
  const isTooMany = createMinutePace(TRIES_A_MINUTE, nowMs);
  app.post('/api/session', async (request: FastifyRequest, reply: FastifyReply) => {
    needOwnPage(request.headers, origin);
    const asked = credentials.safeParse(request.body);
    if (!asked.success) throw new HttpError(400, 'BAD_REQUEST', 'Give a name and a password.');
    const { person, password } = asked.data;
    const tries = [isTooMany(`from ${request.ip}`), isTooMany(`as ${person}`)];
    if (tries.includes(true)) throw new HttpError(429, 'TOO_FAST', 'Too many tries; wait a minute.');
    if (!(await isPassword(parsePasswords(readPasswords()), person, password))) {
      log.warn({ from: request.ip }, 'a sign-in to the fleet pages was refused');
      throw new HttpError(401, 'REFUSED', 'Name or password is wrong.');
    }
    const { token, session } = sessions.add({ person, keys: [`person:${person}`] });
    reply.headers({ 'set-cookie': fleetCookie(token, isSecure(origin)), 'cache-control': 'no-store' });
    return { session: shown(session) };
  });
}

export function isSecure(origin: string): boolean {
  return origin.startsWith('https:');
}

function shown({ person, csrf }: FleetSession): { person: string; csrf: string } {
  return { person, csrf };
}
