import type { Network } from '../../ports/network.ts';

/**
 * Resolves a host name to one address. Checks all addresses of the name, because the next lookup may return another of
 * them. Throws if one of them is not allowed, with a message for the output's status.
 */
export async function findAddress(network: Network, host: string, leavesStore: boolean): Promise<string> {
  const addresses = await network.lookup(host.replace(/^\[|\]$/g, ''));
  const [first] = addresses;
  if (first === undefined) throw new Error(`${host} has no address`);
  for (const address of addresses) {
    const place = network.findPlace(address);
    if (place === 'refused') throw new Error(`${host} leads to an address that no output may reach`);
    if (place === 'outside' && !leavesStore) throw new Error(`${host} is outside of the store’s network`);
  }
  return first;
}
