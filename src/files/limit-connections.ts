import type { Server, Socket } from 'node:net';

export interface ConnectionLimits {
  readonly perAddress: number;
  readonly inAll: number;
}

/**
 * Bounds what idle callers hold of a listener, so that files, sensors and tills have descriptors left. A caller above
 * its own limit is cut off; above the limit of all, the oldest connection of the busiest address goes.
 */
export function limitConnections(server: Server, { perAddress, inAll }: ConnectionLimits): void {
  const byAddress = new Map<string, Set<Socket>>();
  let open = 0;
  server.on('connection', (caller: Socket) => {
    const address = caller.remoteAddress ?? '';
    const own = byAddress.get(address) ?? new Set();
    if (own.size >= perAddress) {
      caller.destroy();
      return;
    }
    if (open >= inAll) dropOldest(byAddress);
    byAddress.set(address, own.add(caller));
    open += 1;
    caller.once('close', () => {
      open -= 1;
      own.delete(caller);
      if (own.size === 0 && byAddress.get(address) === own) byAddress.delete(address);
    });
  });
}

function dropOldest(byAddress: ReadonlyMap<string, ReadonlySet<Socket>>): void {
  const [busiest] = [...byAddress.values()].sort((a, b) => b.size - a.size);
  const [oldest] = busiest ?? [];
  oldest?.destroy();
}
