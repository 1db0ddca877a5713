import { BlockList, isIP } from 'node:net';
import type { AddressPlace } from './network.ts';

const PRIVATE = listOf(
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['fc00::', 7, 'ipv6'],
);
/**
 * Addresses that an output must never reach: this machine, link-local and metadata addresses, multicast, and IPv6 forms
 * of IPv4 addresses.
 */
const NEVER = listOf(
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 3],
  ['::', 127, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['2002::', 16, 'ipv6'],
);

export function placeOfAddress(address: string): AddressPlace {
  const family = isIP(address);
  if (family === 0) return 'refused';
  // An IPv4 address written as IPv6 (::ffff:10.0.0.1) would be a second name for a refused IPv4 address. No store needs
  // this form.
  if (/^[0:]*:ffff:/i.test(address)) return 'refused';
  const type = family === 6 ? 'ipv6' : 'ipv4';
  if (NEVER.check(address, type)) return 'refused';
  return PRIVATE.check(address, type) ? 'store' : 'outside';
}

/** Where a host from the settings is. Returns `name` for a host name, which is resolved only when an output sends. */
export function placeOfHost(host: string): AddressPlace | 'name' {
  const bare = host.replace(/^\[|\]$/g, '');
  if (isIP(bare) !== 0) return placeOfAddress(bare);
  return /^localhost\.?$|\.localhost\.?$/i.test(bare) ? 'refused' : 'name';
}

type Subnet = readonly [address: string, prefix: number, family?: 'ipv6'];

function listOf(...subnets: readonly Subnet[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix, family = 'ipv4'] of subnets) list.addSubnet(address, prefix, family);
  return list;
}
