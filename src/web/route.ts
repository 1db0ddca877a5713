import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Role } from '../ports/console/console.ts';
import type { Answers } from './answers.ts';
import { CSRF_HEADER, isOwnOrigin, isSame, readSessionToken } from './request-guard.ts';
import type { Session, Sessions } from './sessions.ts';

/** A refusal with its HTTP status and the text that the page shows. */
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
  /** The client's session. Undefined only when `access` is `anybody`. */
  readonly session: Session | undefined;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** One operation of the API. The same definition checks its input, guards its access and describes it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  readonly access: 'anybody' | Role;
  readonly body: z.ZodType | undefined;
  readonly query: z.ZodType | undefined;
  /** Name of the answer. Undefined: the answer is status 204 or a picture. */
  readonly answer: keyof Answers | undefined;
  /** Media types of the answer, if it is a picture. */
  readonly picture: readonly string[] | undefined;
  /** Media types of a body that is not JSON. */
  readonly upload: { readonly types: readonly string[]; readonly maxBytes: number } | undefined;
  handle(asked: RouteRequest<never, never>): unknown;
}

/**
 * What `handle` may return. Undefined is sent as status 204. A FastifyReply means that the route itself has answered.
 */
type Answered<Name extends keyof Answers> = Answers[Name] | FastifyReply | undefined;

/** Defines a route with the types of its body, query and answer. */
export function defineRoute<
  Body extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
  Name extends keyof Answers = never,
>(
  route: Pick<Route, 'method' | 'path' | 'summary' | 'access'> & {
    readonly body?: Body;
    readonly query?: Query;
    readonly answer?: Name;
    readonly picture?: Route['picture'];
    readonly upload?: Route['upload'];
    readonly handle: (
      asked: RouteRequest<z.output<Body>, z.output<Query>>,
    ) => Answered<Name> | Promise<Answered<Name>>;
  },
): Route {
  const { body, query, answer, picture, upload } = route;
  return { ...route, body, query, answer, picture, upload, handle: route.handle as Route['handle'] };
}

export interface GuardDependencies {
  readonly sessions: Sessions;
  readonly scheme: 'http' | 'https';
}

export function addRoutes(app: FastifyInstance, routes: readonly Route[], parts: GuardDependencies): void {
  app.setValidatorCompiler<z.ZodType>(
    ({ schema, httpPart }) =>
      (value) =>
        validate(schema, value, httpPart),
  );
  for (const route of routes) {
    app.route({
      method: route.method,
      url: route.path,
      config: { route },
      schema: {
        ...(route.body === undefined ? {} : { body: route.body }),
        ...(route.query === undefined ? {} : { querystring: route.query }),
      },
      ...(route.upload === undefined ? {} : { bodyLimit: route.upload.maxBytes }),
      // The client's rights are checked before the body is read.
      onRequest: (request) => toPromise(() => guard(route, request, parts)),
      handler: async (request, reply) => {
        const session = parts.sessions.find(readSessionToken(request.headers));
        const asked = { body: request.body as never, query: request.query as never };
        reply.header('cache-control', 'no-store');
        const answer = await route.handle({ ...asked, session, request, reply });
        if (answer === null) return reply.type('application/json').send('null');
        return answer ?? reply.status(204).send();
      },
    });
  }
}

/** Turns a check that may throw into a promise, as a Fastify hook needs it. */
export function toPromise(check: () => void): Promise<void> {
  return new Promise((resolve) => {
    check();
    resolve();
  });
}

/** Throws a refusal when the client may not use the route. */
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

function validate(schema: z.ZodType, value: unknown, part = 'body'): { value: unknown } | { error: Error } {
  const found = schema.safeParse(value);
  if (found.success) return { value: found.data };
  const [issue] = found.error.issues;
  const where = [part === 'querystring' ? 'query' : part, ...(issue?.path ?? [])].join('.');
  return { error: new HttpError(400, 'BAD_REQUEST', `${where}: ${issue?.message ?? 'invalid'}`) };
}
