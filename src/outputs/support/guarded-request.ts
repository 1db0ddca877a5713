import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request as httpRequest } from 'node:http';
import { request as httpsRequest, Agent as SecureAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isIP, isIPv6 } from 'node:net';
import type { Network } from '../../ports/network.ts';
import { findAddress } from './find-address.ts';

/** Longest time of one attempt, from connecting to the end of the response. */
const TIMEOUT_MS = 5_000;
/** Largest part of a response body that is read. Outputs use only the status and headers of a response. */
const MAX_ANSWER_BYTES = 65_536;

export interface OutgoingRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Sends requests to one endpoint over connections that stay open. Follows no redirects, uses no proxy, and checks the
 * address before each request.
 */
export class GuardedClient {
  readonly #network: Network;
  readonly #leavesStore: boolean;
  readonly #agents = [
    new Agent({ keepAlive: true, maxSockets: 2 }),
    new SecureAgent({ keepAlive: true, maxSockets: 2 }),
  ] as const;

  constructor(network: Network, leavesStore: boolean) {
    this.#network = network;
    this.#leavesStore = leavesStore;
  }

  /**
   * Resolves to the response. Rejects after 5 s without one, or when the request fails, with a sentence for the status.
   */
  async send({ url, method, headers, body }: OutgoingRequest): Promise<Answer> {
    const { hostname, protocol } = new URL(url);
    const address = await findAddress(this.#network, hostname, this.#leavesStore);
    const isSecure = protocol === 'https:';
    const options = {
      ...{
        method,
        headers,
        agent: isSecure ? this.#agents[1] : this.#agents[0],
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
      ...(isIP(hostname) === 0 ? { lookup: pinned(address) } : {}),
    };
    return await new Promise((resolve, reject) => {
      const request = isSecure ? httpsRequest(url, options) : httpRequest(url, options);
      request.on('error', reject);
      request.on('socket', (socket) => socket.setNoDelay(true));
      request.on('response', (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > MAX_ANSWER_BYTES) response.destroy();
        });
        response.on('close', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
        response.on('error', () => undefined);
      });
      request.end(body);
    });
  }

  close(): void {
    for (const agent of this.#agents) agent.destroy();
  }
}

/** Makes the connection use the address that was checked: a second lookup of the name might return another address. */
function pinned(address: string): LookupFunction {
  const family = isIPv6(address) ? 6 : 4;
  return (_host, options, found) => {
    if (options.all === true) found(null, [{ address, family }]);
    else found(null, address, family);
  };
}
