import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { limitConnections } from '../files/limit-connections.ts';

/** Connection limits for programs on this device. A browser opens up to six connections. */
const LIMITS = { perAddress: 64, inAll: 64 };

/** A web server that is not listening yet. */
export interface LazyServer {
  readonly server: HttpServer;
  close(): PromiseLike<unknown>;
}

/**
 * Opens the port immediately, but creates the web server on the first connection. Most gateways are never visited after
 * their first day, and the server takes about 5 % of their memory.
 */
export class LazyListener {
  readonly #build: () => Promise<LazyServer>;
  readonly #door: Server = createServer({ pauseOnConnect: true }, (caller) => void this.#receive(caller));
  readonly #waiting = new Set<Socket>();
  #house: Promise<LazyServer> | undefined;
  #isClosed = false;

  private constructor(build: () => Promise<LazyServer>) {
    this.#build = build;
  }

  static async open(host: string, port: number, build: () => Promise<LazyServer>): Promise<LazyListener> {
    const porch = new LazyListener(build);
    limitConnections(porch.#door, LIMITS);
    porch.#door.listen(port, host);
    await once(porch.#door, 'listening');
    return porch;
  }

  get port(): number {
    return (this.#door.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const caller of this.#waiting) caller.destroy();
    const house = await this.#house?.catch(() => undefined);
    const listener = house?.server ?? this.#door;
    house?.server.closeAllConnections();
    await Promise.all([house?.close(), new Promise((resolve) => listener.close(resolve))]);
  }

  async #receive(caller: Socket): Promise<void> {
    this.#waiting.add(caller);
    const leave = (): boolean => this.#waiting.delete(caller);
    caller.on('error', leave).on('close', leave);
    try {
      this.#house ??= this.#moveIn();
      const { server } = await this.#house;
      caller.off('error', leave).off('close', leave);
      if (!leave() || this.#isClosed) return;
      server.emit('connection', caller);
      caller.resume();
    } catch {
      // Building the server failed. The next connection tries it again.
      this.#house = undefined;
      caller.destroy();
    }
  }

  /** Builds the server and passes the port to it. From then on, the server itself accepts all connections. */
  async #moveIn(): Promise<LazyServer> {
    const house = await this.#build();
    limitConnections(house.server, LIMITS);
    house.server.listen(this.#door);
    await once(house.server, 'listening');
    return house;
  }
}
