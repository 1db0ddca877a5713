import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../config/schema.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import type { Role } from '../../ports/console/console.ts';
import type { Log } from '../../ports/log.ts';
import { readVersion } from '../process/version.ts';
import type { createConsoleServices } from './console-services.ts';

export interface PairingCode {
  readonly code: string;
  readonly lifeSeconds: number;
  readonly addresses: readonly string[];
  /**
   * Fingerprint of the certificate, in the notation that browsers show. Null when the console serves this machine only.
   */
  readonly fingerprint: string | null;
}

export interface ConsoleHandle {
  pair(options: { readonly role: Role; readonly lan: boolean }): Promise<PairingCode>;
  close(): Promise<void>;
}

type ConsoleOptions = Parameters<typeof createConsoleServices>[0] & { readonly now: () => EpochMs };

/**
 * Starts the console. Returns undefined when the settings turn it off or its port cannot be opened: the gateway then
 * counts without it.
 */
export async function startConsole(
  parts: ConsoleOptions,
  settings: Settings,
  log: Log,
): Promise<ConsoleHandle | undefined> {
  if (!settings.console.enabled) return undefined;
  try {
    return await openPagesNow(parts, settings, log);
  } catch (error) {
    log.warn(
      { err: error, port: settings.console.port },
      'the console could not open; counting goes on without it',
    );
    return undefined;
  }
}

async function openPagesNow(parts: ConsoleOptions, settings: Settings, log: Log): Promise<ConsoleHandle> {
  const [{ openConsole }, { createConsoleServices: gather }, { deviceCertificate }] = await Promise.all([
    import('../../web/console-server.ts'),
    import('./console-services.ts'),
    import('../identity/device-certificate.ts'),
  ]);
  let fingerprint: string | null = null;
  const { port, lanPort } = settings.console;
  const console_ = await openConsole({
    ...gather(parts),
    host: '127.0.0.1',
    port,
    lanPort,
    tls: async () => {
      const made = await deviceCertificate(join(parts.directory, 'console'), parts.now());
      fingerprint = made.fingerprint;
      return made;
    },
    version: readVersion(),
    securityContact: settings.console.securityContact,
    log,
    nowMs: () => performance.now(),
    lanAddresses: (at) => ({ addresses: lanNames().map((name) => `https://${name}:${at}`), fingerprint }),
  });
  return {
    pair: async (options) => {
      const pairing = await console_.pair(options);
      const local = `http://127.0.0.1:${pairing.port}`;
      const lan =
        pairing.lanPort === null ? [] : lanNames().map((name) => `https://${name}:${pairing.lanPort}`);
      const { code, lifeSeconds } = pairing;
      return { code, lifeSeconds, addresses: [...lan, local], fingerprint };
    },
    close: () => console_.close(),
  };
}

function lanNames(): string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address);
  return [...addresses, `${hostname()}.local`];
}
