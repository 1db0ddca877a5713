import type { Pseudonyms } from './pseudonyms.ts';

/** Largest number of radios in one second. In a flood of adverts, further radios are dropped. */
const MAX_RADIOS = 20_000;
/**
 * When the table holds more radios than this at the end of a second, it is emptied. Pseudonyms must then be computed
 * again.
 */
const MAX_KEPT = MAX_RADIOS / 2;
/** Number of slots, a power of two. At most 61 % of them are used, so that a search ends after a few slots. */
const SLOTS = 32_768;
/** Flags of a radio. LASTS: its address is constant. TOLD: its bucket was already reported. */
const [LASTS, TOLD] = [1, 2];
/** Stands for no level: no radio is as loud as 127 dBm. */
const SILENT = 127;

/**
 * The unknown radios of an epoch, each with its loudest level in the present second and its pseudonym. A pseudonym is
 * computed when its radio is first reported. Hot path, for every advert: no allocation. Addresses exist only in these
 * arrays, which are overwritten at the end of the epoch. A map would leave copies to the garbage collector.
 */
export class RadioTable {
  /** The lower four and upper two bytes of each address. `#isTaken` distinguishes address 0 from an empty slot. */
  readonly #low = new Uint32Array(SLOTS);
  readonly #high = new Uint16Array(SLOTS);
  readonly #isTaken = new Uint8Array(SLOTS);
  readonly #loudest = new Float32Array(SLOTS).fill(SILENT);
  readonly #flags = new Uint8Array(SLOTS);
  /** Slots of the radios received in this second. */
  readonly #heard = new Uint16Array(MAX_RADIOS);
  #heardCount = 0;
  #known = 0;
  /** Pseudonym of each slot; empty while it is not yet computed in this epoch. */
  readonly #names = new Array<string>(SLOTS).fill('');

  /** `lasts`: the address is constant, not one that the device changes every few minutes. */
  acceptAdvert(address: number, rssiDbm: number, lasts = false): void {
    const at = this.#findSlot(address);
    if (at < 0) return;
    if (lasts) this.#flags[at] = (this.#flags[at] ?? 0) | LASTS;
    const before = this.#loudest[at] ?? SILENT;
    if (before === SILENT) this.#heard[this.#heardCount++] = at;
    else if (before >= rssiDbm) return;
    this.#loudest[at] = rssiDbm;
  }

  /**
   * Ends the present second and returns its radios, each once. `lasting` also receives each constant address, once per
   * epoch.
   */
  takeSecond<T>(
    pseudonyms: Pseudonyms,
    told: (pseudonym: string, rssiDbm: number) => T,
    lasting?: { readonly fromDbm: number; readonly add: (address: number) => void },
  ): T[] {
    const radios: T[] = [];
    for (let i = 0; i < this.#heardCount; i++) {
      const at = this.#heard[i] ?? 0;
      const level = this.#loudest[at] ?? SILENT;
      if (level === SILENT) continue;
      radios.push(told(this.#nameAt(at, pseudonyms), level));
      if (lasting !== undefined && level >= lasting.fromDbm && this.#flags[at] === LASTS) {
        this.#flags[at] = LASTS | TOLD;
        lasting.add(this.#addressAt(at));
      }
      this.#loudest[at] = SILENT;
    }
    this.#heardCount = 0;
    if (this.#known > MAX_KEPT) this.erase();
    return radios;
  }

  /** Removes an address from this second, because it turned out to belong to a tag. */
  drop(address: number): void {
    const at = this.#heard.subarray(0, this.#heardCount).find((slot) => this.#addressAt(slot) === address);
    if (at !== undefined) this.#loudest[at] = SILENT;
  }

  #nameAt(at: number, pseudonyms: Pseudonyms): string {
    const known = this.#names[at];
    if (known) return known;
    const name = pseudonyms.of(this.#addressAt(at));
    this.#names[at] = name;
    return name;
  }

  #addressAt(at: number): number {
    return (this.#high[at] ?? 0) * 0x1_0000_0000 + (this.#low[at] ?? 0);
  }

  /** Deletes the pseudonyms when a new key applies. */
  forgetNames(): void {
    this.#names.fill('');
  }

  /** Overwrites the whole table, so that no address stays in memory. */
  erase(): void {
    this.forgetNames();
    this.#low.fill(0);
    this.#high.fill(0);
    this.#isTaken.fill(0);
    this.#flags.fill(0);
    this.#loudest.fill(SILENT);
    this.#heard.fill(0);
    this.#heardCount = 0;
    this.#known = 0;
  }

  /** Finds or creates the slot of an address; −1 when the table is full. */
  #findSlot(address: number): number {
    const low = address >>> 0;
    const high = Math.floor(address / 0x1_0000_0000);
    let at = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b) >>> 17;
    while (this.#isTaken[at] === 1) {
      if (this.#low[at] === low && this.#high[at] === high) return at;
      at = (at + 1) % SLOTS;
    }
    if (this.#known >= MAX_RADIOS) return -1;
    this.#known += 1;
    this.#isTaken[at] = 1;
    this.#low[at] = low;
    this.#high[at] = high;
    return at;
  }
}
