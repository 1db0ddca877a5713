import { closeSync, openSync, readSync, writeSync } from 'node:fs';

const SECTOR_BYTES = 512;

/** What a power cut took. */
export interface Cut {
  /** Sectors that were written and not yet flushed. */
  readonly unflushed: number;
  /** Of them, those that reached the medium nevertheless. */
  readonly survived: number;
}

/**
 * A drive with a write cache that a power cut empties, as SD cards have. Writes reach the medium with the next flush.
 * At a cut, each waiting sector survives by independent chance, so writes are lost, torn and out of order.
 */
export class VolatileDisk {
  readonly #file: number;
  readonly #cache = new Map<number, Buffer>();
  readonly sizeBytes: number;

  constructor(path: string, sizeBytes: number) {
    this.#file = openSync(path, 'r+');
    this.sizeBytes = sizeBytes;
  }

  get unflushed(): number {
    return this.#cache.size;
  }

  read(offset: number, length: number): Buffer {
    const data = Buffer.alloc(length);
    readSync(this.#file, data, 0, length, offset);
    for (let at = 0; at < length; at += SECTOR_BYTES) {
      this.#cache.get((offset + at) / SECTOR_BYTES)?.copy(data, at);
    }
    return data;
  }

  /** Both in whole sectors: the guest sees sectors of 512 bytes. */
  write(offset: number, data: Buffer): void {
    for (let at = 0; at < data.length; at += SECTOR_BYTES) {
      this.#cache.set((offset + at) / SECTOR_BYTES, Buffer.from(data.subarray(at, at + SECTOR_BYTES)));
    }
  }

  flush(): void {
    for (const [sector, data] of this.#cache) this.#keep(sector, data);
    this.#cache.clear();
  }

  /** Writes that the guest wants on the medium before they are acknowledged: they alone are flushed. */
  writeThrough(offset: number, data: Buffer): void {
    this.write(offset, data);
    for (let at = 0; at < data.length; at += SECTOR_BYTES) {
      const sector = (offset + at) / SECTOR_BYTES;
      this.#keep(sector, data.subarray(at, at + SECTOR_BYTES));
      this.#cache.delete(sector);
    }
  }

  /** `survives` is asked for each sector. */
  cut(survives: () => boolean): Cut {
    const unflushed = this.#cache.size;
    let survived = 0;
    for (const [sector, data] of this.#cache) {
      if (!survives()) continue;
      this.#keep(sector, data);
      survived += 1;
    }
    this.#cache.clear();
    return { unflushed, survived };
  }

  close(): void {
    closeSync(this.#file);
  }

  #keep(sector: number, data: Buffer): void {
    writeSync(this.#file, data, 0, SECTOR_BYTES, sector * SECTOR_BYTES);
  }
}
