import { expect, it } from 'vitest';
import { findAddress } from '../../../src/outputs/support/find-address.ts';
import { placeOfAddress } from '../../../src/ports/store-address.ts';

it.each([
  ['192.168.20.40', 'store'],
  ['10.1.1.1', 'store'],
  ['fd00::1', 'store'],
  ['8.8.8.8', 'outside'],
  ['2001:db8::1', 'outside'],
  ['127.0.0.1', 'refused'],
  ['169.254.169.254', 'refused'],
  ['224.0.0.1', 'refused'],
  ['::1', 'refused'],
  ['fe80::1', 'refused'],
  ['::ffff:10.0.0.1', 'refused'],
  ['0:0:0:0:0:ffff:a00:1', 'refused'],
  ['64:ff9b::a00:1', 'refused'],
  ['no-address', 'refused'],
])('finds %s: %s', (address, place) => {
  expect(placeOfAddress(address)).toBe(place);
});

it('refuses a name of which one address lies elsewhere', async () => {
  const network = {
    lookup: () => Promise.resolve(['10.0.0.1', '169.254.169.254']),
    findPlace: placeOfAddress,
  };
  await expect(findAddress(network, 'player.local', false)).rejects.toThrow('no output may reach');
});

it('lets an address outside of the store be reached only by an output that may leave it', async () => {
  const network = { lookup: () => Promise.resolve(['8.8.8.8']), findPlace: placeOfAddress };
  await expect(findAddress(network, 'it.example', false)).rejects.toThrow('outside of the store');
  await expect(findAddress(network, 'it.example', true)).resolves.toBe('8.8.8.8');
});
