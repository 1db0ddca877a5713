import type { FastifyInstance } from 'fastify';
import { createMinutePace } from '../files/minute-pace.ts';
import type { Log } from '../ports/log.ts';
import { SECURITY_HEADERS } from './request-guard.ts';
import { HttpError, toPromise } from './route.ts';

const REQUEST_MS = 15_000;
/** Time limits that close idle and slow connections. The server checks them every 2 s. */
export const SLOW_CALLERS = {
  headersTimeout: 8_000,
  handshakeTimeout: 8_000,
  connectionsCheckingInterval: 2_000,
};
export const SERVER_LIMITS = {
  bodyLimit: 256 * 1024,
  requestTimeout: REQUEST_MS,
  connectionTimeout: 4 * REQUEST_MS,
  keepAliveTimeout: 10_000,
  routerOptions: { maxParamLength: 64 },
  schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
  return503OnClosing: false,
  forceCloseConnections: true as const,
};
/** Largest number of requests per minute from one address. A page makes about 30 requests when it opens. */
const REQUESTS_PER_MINUTE = 600;

/**
 * Takes the place of the server's own schema compilers, which would need megabytes. Routes check their input
 * themselves.
 */
function noCompiler(): never {
  throw new Error('no route has a schema of the server’s kind');
}

interface Manners {
  readonly log: Log;
  readonly nowMs: () => number;
  readonly isOwn: (host: string | undefined) => boolean;
}

/** Adds the rules for every request: only own host names, strict headers, a rate limit, and errors without details. */
export function addManners(app: FastifyInstance, { log, nowMs, isOwn }: Manners): void {
  const isTooMany = createMinutePace(REQUESTS_PER_MINUTE, nowMs);
  app.addHook('onRequest', (request, reply) =>
    toPromise(() => {
      reply.headers(SECURITY_HEADERS);
      if (!isOwn(request.headers.host)) {
        throw new HttpError(421, 'WRONG_HOST', 'The request names another host than the console.');
      }
      if (isTooMany(request.ip)) throw new HttpError(429, 'TOO_FAST', 'Too many requests; wait a minute.');
    }),
  );
  app.removeContentTypeParser('text/plain');
  app.setNotFoundHandler((_request, reply) => {
    void reply.status(404).send({ error: { code: 'NOT_FOUND', message: 'There is nothing here.' } });
  });
  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
    const { status, code, message } = refusalOf(error);
    if (status >= 500)
      log.error({ err: error, route: request.routeOptions.url }, 'the console could not answer');
    void reply.status(status).send({ error: { code, message } });
  });
}

function refusalOf(error: Error & { statusCode?: number; code?: string }): {
  status: number;
  code: string;
  message: string;
} {
  if (error instanceof HttpError) return { status: error.status, code: error.code, message: error.message };
  const status = error.statusCode ?? 500;
  if (status >= 500) return { status: 500, code: 'FAILED', message: 'That did not work; the log says why.' };
  return { status, code: error.code ?? 'BAD_REQUEST', message: error.message };
}
