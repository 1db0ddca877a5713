import websocket from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';
import fastify from 'fastify';
import type { ConsoleDependencies, Role } from '../ports/console/console.ts';
import type { Log } from '../ports/log.ts';
import type { Invitation } from './answers.ts';
import { LiveFeed } from './live-feed.ts';
import { addManners, SERVER_LIMITS, SLOW_CALLERS } from './manners.ts';
import { addOpenApi } from './open-api.ts';
import type { PairingService } from './pairing-service.ts';
import { isOwnHost, isOwnOrigin, readSessionToken } from './request-guard.ts';
import type { Route } from './route.ts';
import { addRoutes, guard, HttpError, toPromise } from './route.ts';
import { auditRoutes } from './routes/audit-routes.ts';
import { experimentRoutes } from './routes/experiment-routes.ts';
import { forecastRoutes } from './routes/forecast-routes.ts';
import { insightsRoutes } from './routes/insights-routes.ts';
import { PICTURE_TYPES, planRoutes } from './routes/plan-routes.ts';
import { previewRoutes } from './routes/preview-routes.ts';
import { ruleRoutes } from './routes/rule-routes.ts';
import { sessionRoutes } from './routes/session-routes.ts';
import { settingsRoutes } from './routes/settings-routes.ts';
import { storeRoutes } from './routes/store-routes.ts';
import { tagRoutes } from './routes/tag-routes.ts';
import { securityText } from './security-text.ts';
import { addAssets } from './send-assets.ts';
import type { Sessions } from './sessions.ts';
import type { Asset } from './static-assets.ts';

export interface AppDependencies extends ConsoleDependencies {
  readonly sessions: Sessions;
  readonly desk: PairingService;
  readonly assets: () => Promise<ReadonlyMap<string, Asset>>;
  readonly version: string;
  /** Contact for reports of a vulnerability. Absent when the operator gives none. */
  readonly securityContact?: string | undefined;
  readonly log: Log;
  readonly nowMs: () => number;
  /** True when browsers on loopback need no code. */
  readonly isOpen?: boolean;
  /** Makes a code for another device in the store's network, and opens the console to that network. */
  readonly invite: (role: Role) => Promise<Invitation>;
}

export interface Tls {
  readonly cert: string;
  readonly key: string;
}

/** Creates the console's HTTP server, which is not listening yet. With `tls` it uses HTTPS and secure cookies. */
export async function createApp(parts: AppDependencies, tls?: Tls): Promise<FastifyInstance> {
  const app = (
    tls === undefined
      ? fastify({ ...SERVER_LIMITS, http: SLOW_CALLERS })
      : fastify({ ...SERVER_LIMITS, https: { ...tls, ...SLOW_CALLERS, minVersion: 'TLSv1.2' } })
  ) as FastifyInstance;
  const guards = {
    sessions: parts.sessions,
    scheme: tls === undefined ? ('http' as const) : ('https' as const),
  };
  addManners(app, { ...parts, isOwn: isOwnHost });
  app.addContentTypeParser([...PICTURE_TYPES], { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  await app.register(websocket, { options: { maxPayload: 1024, perMessageDeflate: false } });
  await addOpenApi(app, parts.version);
  addRoutes(app, routesOf(parts, tls !== undefined), guards);
  addLive(app, parts, guards);
  addSecurityText(app, parts.securityContact);
  addAssets(app, parts.assets);
  return app;
}

function routesOf(parts: AppDependencies, isSecure: boolean): readonly Route[] {
  return [
    ...sessionRoutes({ ...parts, isSecure }),
    ...storeRoutes(parts),
    ...insightsRoutes(parts),
    ...tagRoutes(parts),
    ...settingsRoutes(parts),
    ...planRoutes(parts),
    ...auditRoutes(parts),
    ...previewRoutes(parts),
    ...ruleRoutes(parts),
    ...forecastRoutes(parts),
    ...experimentRoutes(parts),
  ];
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
