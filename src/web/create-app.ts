import websocket from '@fastify/websocket';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastify from 'fastify';
import { createMinutePace } from '../files/minute-pace.ts';
import type { ConsoleDependencies, Role } from '../ports/console/console.ts';
import type { Log } from '../ports/log.ts';
import { LiveFeed } from './live-feed.ts';
import { createOpenApi } from './open-api.ts';
import type { PairingService } from './pairing-service.ts';
import { isOwnHost, isOwnOrigin, readSessionToken, SECURITY_HEADERS } from './request-guard.ts';
import type { Route } from './route.ts';
import { addRoutes, guard, HttpError, toPromise } from './route.ts';
import { auditRoutes } from './routes/audit-routes.ts';
import { PICTURE_TYPES, planRoutes } from './routes/plan-routes.ts';
import { previewRoutes } from './routes/preview-routes.ts';
import { ruleRoutes } from './routes/rule-routes.ts';
import { sessionRoutes } from './routes/session-routes.ts';
import { settingsRoutes } from './routes/settings-routes.ts';
import { storeRoutes } from './routes/store-routes.ts';
import { tagRoutes } from './routes/tag-routes.ts';
import { securityText } from './security-text.ts';
import type { Sessions } from './sessions.ts';
import type { Asset } from './static-assets.ts';

const MAX_BODY_BYTES = 256 * 1024;
const REQUEST_MS = 15_000;
/** A caller that says nothing, or too slowly, is cut off; it is looked for every two seconds. */
const SLOW_CALLERS = { headersTimeout: 8_000, handshakeTimeout: 8_000, connectionsCheckingInterval: 2_000 };
/** Requests a minute from one address; a page makes some thirty when it opens. */
const REQUESTS_PER_MINUTE = 600;

export interface AppDependencies extends ConsoleDependencies {
  readonly sessions: Sessions;
  readonly desk: PairingService;
  readonly assets: () => Promise<ReadonlyMap<string, Asset>>;
  readonly version: string;
  /** Whom to tell of a weakness; absent where the operator names no contact. */
  readonly securityContact?: string | undefined;
  readonly log: Log;
  readonly nowMs: () => number;
  /** Browsers on loopback need no code. */
  readonly isOpen?: boolean;
  /** A code for another device in the store's network, which the console opens to. */
  readonly invite: (role: Role) => Promise<Invitation>;
}

export interface Invitation {
  readonly code: string;
  readonly lifeSeconds: number;
  /** Empty when the console cannot be reached from the network. */
  readonly addresses: readonly string[];
  readonly fingerprint: string | null;
}

export interface Tls {
  readonly cert: string;
  readonly key: string;
}

/** The console's HTTP server, not yet listening. With `tls` it is HTTPS, and its cookie is marked secure. */
export async function createApp(parts: AppDependencies, tls?: Tls): Promise<FastifyInstance> {
  const limits = {
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_MS,
    connectionTimeout: 4 * REQUEST_MS,
    keepAliveTimeout: 10_000,
    routerOptions: { maxParamLength: 64 },
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    return503OnClosing: false,
    forceCloseConnections: true as const,
  };
  const app = (
    tls === undefined
      ? fastify({ ...limits, http: SLOW_CALLERS })
      : fastify({ ...limits, https: { ...tls, ...SLOW_CALLERS, minVersion: 'TLSv1.2' } })
  ) as FastifyInstance;
  const guards = {
    sessions: parts.sessions,
    scheme: tls === undefined ? ('http' as const) : ('https' as const),
  };
  addManners(app, parts);
  await app.register(websocket, { options: { maxPayload: 1024, perMessageDeflate: false } });
  const routes = routesOf(parts, tls !== undefined);
  const document = createOpenApi(routes, parts.version);
  addRoutes(app, routes, guards);
  app.get('/api/openapi.json', () => document);
  addLive(app, parts, guards);
  addSecurityText(app, parts.securityContact);
  addAssets(app, parts.assets);
  return app;
}

/** Routes check their input themselves: the server's own compilers would be loaded for nothing, megabytes of them. */
function noCompiler(): never {
  throw new Error('no route has a schema of the server’s kind');
}

function routesOf(parts: AppDependencies, isSecure: boolean): readonly Route[] {
  return [
    ...sessionRoutes({ ...parts, isSecure }),
    ...storeRoutes(parts),
    ...tagRoutes(parts),
    ...settingsRoutes(parts),
    ...planRoutes(parts),
    ...auditRoutes(parts),
    ...previewRoutes(parts),
    ...ruleRoutes(parts),
  ];
}

/** Rules for every request: own host names only, strict headers, a rate limit, and refusals without details. */
function addManners(app: FastifyInstance, { log, nowMs }: AppDependencies): void {
  const isTooMany = createMinutePace(REQUESTS_PER_MINUTE, nowMs);
  app.addHook('onRequest', (request, reply) =>
    toPromise(() => {
      reply.headers(SECURITY_HEADERS);
      if (!isOwnHost(request.headers.host)) {
        throw new HttpError(421, 'WRONG_HOST', 'The request names another host than the console.');
      }
      if (isTooMany(request.ip)) throw new HttpError(429, 'TOO_FAST', 'Too many requests; wait a minute.');
    }),
  );
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser([...PICTURE_TYPES], { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
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

function addLive(app: FastifyInstance, parts: AppDependencies, guards: Parameters<typeof guard>[2]): void {
  const feed = new LiveFeed(parts.gateway);
  app.addHook('onClose', () => toPromise(() => feed.close()));
  app.route({
    method: 'GET',
    url: '/api/live',
    onRequest: (request) =>
      toPromise(() => {
        if (!isOwnOrigin(request.headers, guards.scheme)) {
          throw new HttpError(403, 'WRONG_ORIGIN', 'This request came from another page.');
        }
        guard({ method: 'GET', access: 'viewer' }, request, guards);
      }),
    handler: (_request, reply) =>
      reply.status(426).send({ error: { code: 'WEBSOCKET', message: 'Open a WebSocket.' } }),
    wsHandler: (socket, request) => {
      const token = readSessionToken(request.headers);
      feed.add(socket, () => parts.sessions.peek(token) !== undefined);
    },
  });
}

function addSecurityText(app: FastifyInstance, contact: string | undefined): void {
  if (contact === undefined) return;
  app.get('/.well-known/security.txt', (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send(securityText(contact, Date.now())),
  );
}

function addAssets(app: FastifyInstance, assets: AppDependencies['assets']): void {
  app.get('/*', async (request, reply) => {
    const path = request.url.split('?')[0] ?? '/';
    const asset = (await assets()).get(path);
    if (asset === undefined) throw new HttpError(404, 'NOT_FOUND', 'There is nothing here.');
    return sendAsset(asset, request, reply);
  });
}

function sendAsset(asset: Asset, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const kept = asset.isForever ? 'public, max-age=31536000, immutable' : 'no-cache';
  reply.headers({ etag: asset.etag, 'cache-control': kept, vary: 'accept-encoding' }).type(asset.type);
  if (request.headers['if-none-match'] === asset.etag) return reply.status(304).send();
  const accepted = request.headers['accept-encoding'] ?? '';
  if (accepted.includes('br')) return reply.header('content-encoding', 'br').send(asset.brotli);
  if (accepted.includes('gzip')) return reply.header('content-encoding', 'gzip').send(asset.gzip);
  return reply.send(asset.body);
}
