import fastify from 'fastify';
import type { FleetReader } from '../../ports/fleet.ts';
import type { Log } from '../../ports/log.ts';
import { addManners, SERVER_LIMITS, SLOW_CALLERS } from '../manners.ts';
import { isOwnHost } from '../request-guard.ts';
import { addAssets } from '../send-assets.ts';
import type { Asset } from '../static-assets.ts';
import { createFleetSessions } from './fleet-session.ts';
import type { OpenIdOptions, OpenIdSignIn } from './open-id.ts';
import { addPanelRoutes } from './panel-routes.ts';
import { addSignInRoutes } from './sign-in-routes.ts';

export interface FleetServerOptions {
  readonly reader: FleetReader;
  readonly host: string;
  readonly port: number;
  /** Address at which browsers reach this server, which may be behind a proxy. Absent: the server's own address. */
  readonly origin?: string | undefined;
  readonly readPasswords?: (() => string) | undefined;
  readonly openId?: Omit<OpenIdOptions, 'origin' | 'nowMs'> | undefined;
  readonly assets: () => Promise<ReadonlyMap<string, Asset>>;
  readonly log: Log;
  readonly nowMs: () => number;
}

export interface FleetServer {
  readonly port: number;
  readonly origin: string;
  close(): Promise<void>;
}

/** Starts the server of the fleet's pages. It uses plain HTTP, so a proxy in front of it must add TLS. */
export async function openFleetServer(options: FleetServerOptions): Promise<FleetServer> {
  const { host, port, log, nowMs, reader } = options;
  const { origin = `http://${host}:${port}` } = options;
  const app = fastify({ ...SERVER_LIMITS, http: SLOW_CALLERS, trustProxy: 'loopback' });
  addManners(app, { log, nowMs, isOwn: (name) => isOwnHost(name) || new URL(origin).host === name });
  const sessions = createFleetSessions(nowMs);
  addPanelRoutes(app, { reader, sessions });
  const openId = await createOpenId(options, origin);
  const parts = { ...options, sessions, origin, openId };
  addSignInRoutes(app, parts);
  if (openId !== undefined) (await import('./open-id-routes.ts')).addOpenIdRoutes(app, { ...parts, openId });
  addAssets(app, options.assets);
  await app.listen({ host, port });
  log.info({ port, origin }, 'fleet pages open');
  return { port, origin, close: () => app.close() };
}

async function createOpenId(
  { openId, nowMs }: FleetServerOptions,
  origin: string,
): Promise<OpenIdSignIn | undefined> {
  if (openId === undefined) return undefined;
  const { OpenIdSignIn: SignIn } = await import('./open-id.ts');
  return new SignIn({ ...openId, origin, nowMs });
}
