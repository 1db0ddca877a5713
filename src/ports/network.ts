/** Where an address lies: in the store's network, outside of it, or where nothing is ever sent. */
export type AddressPlace = 'store' | 'outside' | 'refused';

/** How outputs find a host: every address of its name, and where each lies. */
export interface Network {
  lookup(host: string): Promise<readonly string[]>;
  findPlace(address: string): AddressPlace;
}
