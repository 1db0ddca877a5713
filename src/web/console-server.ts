import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { limitConnections } from '../files/limit-connections.ts';
import type { ConsoleDependencies, Role } from '../ports/console/console.ts';
import type { Log } from '../ports/log.ts';
import type { AppDependencies, Tls } from './create-app.ts';
import { LazyListener } from './lazy-listener.ts';
import { once } from './once.ts';
import { CODE_LIFE_MS, PairingService } from './pairing-service.ts';
import { readSessionToken } from './request-guard.ts';
import { Sessions } from './sessions.ts';
import { openAssets } from './static-assets.ts';

/** How often the console checks whether the LAN listener is still needed. */
const LAN_CHECK_MS = 15_000;

/** Connection limits. A browser opens up to six connections and keeps them, and a store has only a few technicians. */
const LAN_LIMITS = { perAddress: 16, inAll: 96, perMinute: 120 };

const NO_LAN: LanAddresses = { addresses: [], fingerprint: null };

export interface ConsoleOptions extends ConsoleDependencies {
  /** Loopback address and port for plain HTTP, which never leaves the machine. Port 0 takes any free port. */
  readonly host: string;
  readonly port: number;
  readonly lanPort: number;
  /** Returns the gateway's own certificate, which is made at the first call. */
  readonly tls: () => Promise<Tls>;
  readonly version: string;
  readonly securityContact?: string | undefined;
  readonly log: Log;
  readonly nowMs: () => number;
  /** True when browsers on loopback need no pairing: for a demo on a machine without other users. */
  readonly isOpen?: boolean;
  /** Returns the console's addresses in the store's network, and the certificate's fingerprint. */
  readonly lanAddresses?: (lanPort: number) => LanAddresses;
}

export interface LanAddresses {
  readonly addresses: readonly string[];
  readonly fingerprint: string | null;
}

export interface Pairing {
  readonly code: string;
  readonly lifeSeconds: number;
  /** Port of the loopback listener. `lanPort` is the port of the LAN listener, and null while it is closed. */
  readonly port: number;
  readonly lanPort: number | null;
}

export interface Console {
  /** Port of the loopback listener. */
  readonly port: number;
  /** Makes a one-time code. With `lan`, the HTTPS listener is open as long as the code or any session is valid. */
  pair(options: { readonly role: Role; readonly lan: boolean }): Promise<Pairing>;
  close(): Promise<void>;
}

/**
 * Opens the technician's console. It uses HTTP on loopback. HTTPS on the LAN opens only when a code for it is
 * requested.
 */
export async function openConsole(options: ConsoleOptions): Promise<Console> {
  const { nowMs, log } = options;
  const desk = new PairingService(nowMs);
  const parts: AppDependencies = {
    ...options,
    desk,
    sessions: new Sessions(nowMs),
    assets: once(openAssets),
    invite: async (role) => {
      const code = desk.issue(role);
      await lan.open();
      const { addresses, fingerprint } = options.lanAddresses?.(lan.port ?? 0) ?? NO_LAN;
      return { code, lifeSeconds: CODE_LIFE_MS / 1000, addresses, fingerprint };
    },
  };
  const porch = await LazyListener.open(options.host, options.port, () => buildApp(parts, log));
  const lan = new LanListener(parts, options);
  log.info({ port: porch.port }, 'console open on loopback');
  return {
    port: porch.port,
    pair: async ({ role, lan: opensLan }) => {
      // The user will open the page next, so load it now.
      await Promise.all([parts.assets(), import('./create-app.ts')]);
      const code = parts.desk.issue(role);
      if (opensLan) await lan.open();
      return { code, lifeSeconds: CODE_LIFE_MS / 1000, port: porch.port, lanPort: lan.port };
    },
    close: async () => {
      await lan.close();
      await porch.close();
    },
  };
}

/** Loads the web app on the first connection. */
async function buildApp(parts: AppDependencies, log: Log): Promise<FastifyInstance> {
  try {
    const { createApp } = await import('./create-app.ts');
    const app = await createApp(parts);
    await app.ready();
    return app;
  } catch (error) {
    log.error({ err: error }, 'the console could not open its pages');
    throw error;
  }
}

class LanListener {
  readonly #parts: AppDependencies;
  readonly #options: ConsoleOptions;
  #app: FastifyInstance | undefined;
  #check: NodeJS.Timeout | undefined;

  constructor(parts: AppDependencies, options: ConsoleOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  get port(): number | null {
    return this.#app === undefined ? null : portOf(this.#app);
  }

  async open(): Promise<void> {
    if (this.#app !== undefined) return;
    const { createApp } = await import('./create-app.ts');
    const app = await createApp(this.#parts, await this.#options.tls());
    const limiter = limitConnections(app.server, LAN_LIMITS);
    const keepPaired = (request: IncomingMessage) => {
      const token = readSessionToken(request.headers);
      if (this.#parts.sessions.peek(token) !== undefined) limiter.keep(request.socket);
    };
    app.server.on('request', keepPaired).on('upgrade', keepPaired);
    await app.listen({ host: '::', port: this.#options.lanPort });
    this.#app = app;
    this.#options.log.info({ port: portOf(app) }, 'console open on the LAN');
    this.#check = setInterval(() => this.#closeUnneeded(), LAN_CHECK_MS);
  }

  async close(): Promise<void> {
    clearInterval(this.#check);
    const app = this.#app;
    this.#app = undefined;
    await app?.close();
  }

  #closeUnneeded(): void {
    const { desk, sessions } = this.#parts;
    if (desk.hasWaitingCode() || sessions.hasAny()) return;
    this.#options.log.info({}, 'nobody is paired any more: the console leaves the LAN');
    void this.close();
  }
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
