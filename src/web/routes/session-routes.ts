import { z } from 'zod';
import type { ActivityLog, Role } from '../../ports/console/console.ts';
import type { Invitation, SessionView } from '../answers.ts';
import type { PairingService } from '../pairing-service.ts';
import { readSessionToken, sessionCookie } from '../request-guard.ts';
import { pairRequest, role } from '../request-shapes.ts';
import type { Route } from '../route.ts';
import { defineRoute, HttpError } from '../route.ts';
import type { Session, Sessions } from '../sessions.ts';
import { SESSION_LIFE_MS } from '../sessions.ts';

interface SessionRouteDependencies {
  readonly sessions: Sessions;
  readonly desk: PairingService;
  readonly journal: ActivityLog;
  readonly isSecure: boolean;
  readonly nowMs: () => number;
  readonly isOpen?: boolean;
  readonly invite: (role: Role) => Promise<Invitation>;
}

export function sessionRoutes(parts: SessionRouteDependencies): Route[] {
  const { sessions, isSecure, nowMs, isOpen = false } = parts;
  // Only the loopback listener has no TLS, and an open console needs no code there.
  const needsNoCode = isOpen && !isSecure;
  const told = (session: Session) => ({
    role: session.role,
    name: session.name,
    csrf: session.csrf,
    endsInSeconds: Math.round((session.endsAtMs - nowMs()) / 1000),
  });
  return [
    pairRoute(parts, told),
    defineRoute({
      method: 'GET',
      path: '/api/session',
      summary: 'Name and role of this device.',
      access: needsNoCode ? 'anybody' : 'viewer',
      answer: 'session',
      handle: ({ session, reply }) => {
        if (session !== undefined) return told(session);
        const opened = sessions.open('technician');
        reply.header('set-cookie', sessionCookie(opened.token, SESSION_LIFE_MS / 1000, isSecure));
        return told(opened.session);
      },
    }),
    inviteRoute(parts),
    defineRoute({
      method: 'DELETE',
      path: '/api/session',
      summary: 'Unpair this device.',
      access: 'viewer',
      handle: ({ request, reply }) => {
        sessions.close(readSessionToken(request.headers));
        reply.header('set-cookie', sessionCookie('', 0, isSecure));
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/api/health',
      summary: 'Health check of the console.',
      access: 'anybody',
      answer: 'health',
      handle: () => ({ ok: true }),
    }),
  ];
}

function inviteRoute({ invite, journal }: SessionRouteDependencies): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/invite',
    summary: 'A one-time code for another device, with the addresses at which it finds the console.',
    access: 'technician',
    body: z.strictObject({ role }),
    answer: 'invitation',
    handle: async ({ body, session }) => {
      const invitation = await invite(body.role).catch(() => undefined);
      if (invitation === undefined) {
        throw new HttpError(409, 'NO_LAN', 'The console cannot open to the network; the log says why.');
      }
      journal.logEntry({ who: session?.name ?? 'unknown', what: 'invited', details: { role: body.role } });
      return invitation;
    },
  });
}

function pairRoute(
  { desk, sessions, journal, isSecure }: SessionRouteDependencies,
  told: (session: Session) => SessionView,
): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/pair',
    summary: 'Exchange a one-time code for a session.',
    access: 'anybody',
    body: pairRequest,
    answer: 'session',
    handle: ({ body, request, reply }) => {
      const redeemed = desk.redeem(body.code, request.ip);
      if (redeemed.kind === 'wait') {
        reply.header('retry-after', String(redeemed.retryAfterSeconds));
        throw new HttpError(429, 'TOO_MANY_TRIES', 'Too many wrong codes. Wait, then ask for a new code.');
      }
      if (redeemed.kind === 'refused') {
        journal.logEntry({ who: request.ip, what: 'pairing-refused' });
        throw new HttpError(401, 'WRONG_CODE', 'This code is wrong, used or too old.');
      }
      const { token, session } = sessions.open(redeemed.role);
      journal.logEntry({ who: session.name, what: 'paired', details: { address: request.ip } });
      reply.header('set-cookie', sessionCookie(token, SESSION_LIFE_MS / 1000, isSecure));
      return told(session);
    },
  });
}
