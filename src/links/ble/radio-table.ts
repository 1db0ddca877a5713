import type { Pseudonyms } from './pseudonyms.ts';

/** Radios of one second; a flood beyond this is cut, not kept. */
const MAX_RADIOS = 20_000;
/** With more than this the table is begun anew after the second: each address then costs its pseudonym once more. */
const MAX_KEPT = MAX_RADIOS / 2;
/** A power of two. The table is at most 61 % full, so a search ends after a few slots. */
const SLOTS = 32_768;
/** Flags of a radio: its address lasts; its bucket was reported. */
const [LASTS, TOLD] = [1, 2];
/** No radio is as loud. */
const SILENT = 127;

/**
 * The unknown radios of an epoch: the loudest level of each in the present second, and its pseudonym. A pseudonym is
 * computed when it is first reported. Hot path, for every advert: no allocation. Addresses exist only in these arrays,
 * so that the epoch's end can overwrite them. A map would leave copies to the garbage collector.
 */
export class RadioTable {
  /** Four and two bytes of each address; `#isTaken` tells zeros from nothing. */
  readonly #low = new Uint32Array(SLOTS);
  readonly #high = new Uint16Array(SLOTS);
  readonly #isTaken = new Uint8Array(SLOTS);
  readonly #loudest = new Float32Array(SLOTS).fill(SILENT);
  readonly #flags = new Uint8Array(SLOTS);
  /** Places of the radios heard in this second. */
  readonly #heard = new Uint16Array(MAX_RADIOS);
  #heardCount = 0;
  #known = 0;
  /** Empty: not worked out in this epoch. */
  readonly #names = new Array<string>(SLOTS).fill('');

  /** `lasts`: the address is not one of those that a device changes every few minutes. */
  acceptAdvert(address: number, rssiDbm: number, lasts = false): void {
    const at = this.#findSlot(address);
    if (at < 0) return;
    if (lasts) this.#flags[at] = (this.#flags[at] ?? 0) | LASTS;
    const before = this.#loudest[at] ?? SILENT;
    if (before === SILENT) this.#heard[this.#heardCount++] = at;
    else if (before >= rssiDbm) return;
    this.#loudest[at] = rssiDbm;
  }

  /** The radios of the second that ends now, each once; and to `lasting` once in an epoch those whose address lasts. */
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

  /** It is a tag after all: forgets its level of this second. */
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

  /** There is a new key: the names of the old one are no more. */
  forgetNames(): void {
    this.#names.fill('');
  }

  /** Overwrites all of it. */
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

  /** Where this address is, or has just been put; −1 when there are too many. */
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
