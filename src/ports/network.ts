/** Where an address is: in the store's network, outside of it, or in a range to which outputs never send. */
export type AddressPlace = 'store' | 'outside' | 'refused';

/** How outputs find all addresses of a host, and the place of each address. */
export interface Network {
  lookup(host: string): Promise<readonly string[]>;
  findPlace(address: string): AddressPlace;
}
