import type { Server, Socket } from 'node:net';
import { createMinutePace } from './minute-pace.ts';

export interface ConnectionLimits {
  readonly perAddress: number;
  readonly inAll: number;
  /** New connections that an address may open per minute. Absent when the callers are this device's own programs. */
  readonly perMinute?: number;
}

export interface ConnectionLimiter {
  /**
   * Marks the caller's connection as authenticated. Above `inAll` connections, the limiter first closes those without
   * this mark.
   */
  keep(caller: Pick<Socket, 'remoteAddress' | 'remotePort'>): void;
}

/**
 * Limits the number of open connections, so that idle clients leave file descriptors for files, sensors and tills. A
 * new connection above the limits per address is refused. Above `inAll`, the oldest connection closes, because it had
 * the most time for its request.
 */
export function limitConnections(server: Server, limits: ConnectionLimits): ConnectionLimiter {
  const open = new OpenConnections();
  const isTooFast = createMinutePace(limits.perMinute ?? Number.POSITIVE_INFINITY, () => performance.now());
  server.on('connection', (caller: Socket) => {
    const address = caller.remoteAddress ?? '';
    if (open.countFrom(address) >= limits.perAddress || isTooFast(address)) {
      caller.destroy();
      return;
    }
    if (open.size >= limits.inAll) open.dropOldest();
    open.add(caller);
  });
  return { keep: (caller) => open.keep(keyOf(caller)) };
}

/** Open connections, the oldest first. */
class OpenConnections {
  readonly #callers = new Map<string, Socket>();
  readonly #kept = new Set<string>();
  readonly #byAddress = new Map<string, number>();

  get size(): number {
    return this.#callers.size;
  }

  countFrom(address: string): number {
    return this.#byAddress.get(address) ?? 0;
  }

  add(caller: Socket): void {
    const [address, key] = [caller.remoteAddress ?? '', keyOf(caller)];
    this.#callers.set(key, caller);
    this.#byAddress.set(address, this.countFrom(address) + 1);
    caller.once('close', () => {
      // The map may already hold a newer connection from the same address and port.
      if (this.#callers.get(key) === caller) this.#forget(key);
      const left = this.countFrom(address) - 1;
      if (left > 0) this.#byAddress.set(address, left);
      else this.#byAddress.delete(address);
    });
  }

  keep(key: string): void {
    if (this.#callers.has(key)) this.#kept.add(key);
  }

  dropOldest(): void {
    const keys = [...this.#callers.keys()];
    const oldest = keys.find((key) => !this.#kept.has(key)) ?? keys[0];
    if (oldest === undefined) return;
    this.#callers.get(oldest)?.destroy();
    this.#forget(oldest);
  }

  #forget(key: string): void {
    this.#callers.delete(key);
    this.#kept.delete(key);
  }
}

function keyOf({ remoteAddress, remotePort }: Pick<Socket, 'remoteAddress' | 'remotePort'>): string {
  return `${remoteAddress} ${remotePort}`;
}
