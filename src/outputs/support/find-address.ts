import type { Network } from '../../ports/network.ts';

/**
 * One address of a host to connect to. Every address of the name is looked at: a name that also leads elsewhere leads
 * there the next time. Throws a sentence for the status when one of them may not be reached.
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
