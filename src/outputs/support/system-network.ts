import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import type { Network } from '../../ports/network.ts';
import { placeOfAddress } from '../../ports/store-address.ts';

/** Resolves names through the operating system, and refuses the gateway's own addresses. */
export const systemNetwork: Network = {
  lookup: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  findPlace: (address) => (isOwn(address) ? 'refused' : placeOfAddress(address)),
};

function isOwn(address: string): boolean {
  return Object.values(networkInterfaces()).some((list) => list?.some((own) => own.address === address));
}
