import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Role } from '../ports/console/console.ts';
import { CSRF_HEADER, isOwnOrigin, isSame, readSessionToken } from './request-guard.ts';
import type { Session, Sessions } from './sessions.ts';

/** A refusal with the status and the words that the page shows. */
export class HttpError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
  }
}

export interface RouteRequest<Body, Query> {
  readonly body: Body;
  readonly query: Query;
  /** Absent only where `access` is `anybody`. */
  readonly session: Session | undefined;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** One operation of the API: checked, guarded and described from the same place. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  readonly access: 'anybody' | Role;
  readonly body: z.ZodType | undefined;
  readonly query: z.ZodType | undefined;
  readonly answer: z.ZodType | undefined;
  /** Media type of a body that is not JSON. */
  readonly upload: { readonly types: readonly string[]; readonly maxBytes: number } | undefined;
  handle(asked: RouteRequest<never, never>): unknown;
}

/** Keeps the body's and the query's types inside the definition. */
export function defineRoute<
  Body extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
>(
  route: Pick<Route, 'method' | 'path' | 'summary' | 'access'> & {
    readonly body?: Body;
    readonly query?: Query;
    readonly answer?: z.ZodType;
    readonly upload?: Route['upload'];
    readonly handle: (asked: RouteRequest<z.output<Body>, z.output<Query>>) => unknown;
  },
): Route {
  const { body, query, answer, upload } = route;
  return { ...route, body, query, answer, upload, handle: route.handle as Route['handle'] };
}

export interface GuardDependencies {
  readonly sessions: Sessions;
  readonly scheme: 'http' | 'https';
}

export function addRoutes(app: FastifyInstance, routes: readonly Route[], parts: GuardDependencies): void {
  for (const route of routes) {
    app.route({
      method: route.method,
      url: route.path,
      ...(route.upload === undefined ? {} : { bodyLimit: route.upload.maxBytes }),
      // Checks the client's rights before a byte of the body is read.
      onRequest: (request) => toPromise(() => guard(route, request, parts)),
      handler: async (request, reply) => {
        const session = parts.sessions.find(readSessionToken(request.headers));
        const body = parsed(route.upload === undefined ? route.body : undefined, request.body, 'body');
        const query = parsed(route.query, request.query, 'query');
        reply.header('cache-control', 'no-store');
        const asked = {
          body: (route.upload === undefined ? body : request.body) as never,
          query: query as never,
        };
        const answer = await route.handle({ ...asked, session, request, reply });
        return answer ?? reply.status(204).send();
      },
    });
  }
}

/** A hook's promise from a check that throws. */
export function toPromise(check: () => void): Promise<void> {
  return new Promise((resolve) => {
    check();
    resolve();
  });
}

/** Throws the refusal when the client lacks the right. */
export function guard(
  { method, access }: Pick<Route, 'method' | 'access'>,
  { headers }: Pick<FastifyRequest, 'headers'>,
  { sessions, scheme }: GuardDependencies,
): void {
  if (method !== 'GET' && !isOwnOrigin(headers, scheme)) {
    throw new HttpError(403, 'WRONG_ORIGIN', 'This request came from another page.');
  }
  if (access === 'anybody') return;
  const session = sessions.find(readSessionToken(headers));
  if (session === undefined) throw new HttpError(401, 'NOT_PAIRED', 'Pair this device first.');
  if (access === 'technician' && session.role !== 'technician') {
    throw new HttpError(403, 'VIEWER', 'Only a technician may do this.');
  }
  if (method !== 'GET' && !isSame(session.csrf, headers[CSRF_HEADER])) {
    throw new HttpError(403, 'CSRF', 'This change did not come from a console page.');
  }
}

function parsed(schema: z.ZodType | undefined, value: unknown, what: string): unknown {
  if (schema === undefined) return undefined;
  const found = schema.safeParse(value);
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  const where = issue === undefined ? what : [what, ...issue.path].join('.');
  throw new HttpError(400, 'BAD_REQUEST', `${where}: ${issue?.message ?? 'invalid'}`);
}
