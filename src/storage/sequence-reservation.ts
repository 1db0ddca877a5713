import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { writeDurably } from '../files/durable-file.ts';

/**
 * Size of a block of sequence numbers. A block is reserved on disk before its first number is used, so no number is
 * ever used twice. This holds even if the database loses its last commits or all data: the next start continues above
 * the block. A power cut wastes at most 1,000 numbers. A block lasts about 16 hours and costs two syncs.
 */
const BLOCK = 1000;

/**
 * The floor of sequence numbers: any number below it may already be used. Stored in its own file, separate from the
 * database.
 */
export class SequenceReservation {
  readonly #path: string;
  #floor: number;

  constructor(directory: string) {
    this.#path = join(directory, 'seq-floor');
    this.#floor = readFloor(this.#path);
  }

  /** The floor. 0 when the file is missing or unreadable. */
  get value(): number {
    return this.#floor;
  }

  /** Raises the floor above `next`. Must be called before `next` is used. Returns true when it wrote to the disk. */
  reserve(next: number): boolean {
    if (next < this.#floor) return false;
    this.#write(next + BLOCK);
    return true;
  }

  /** Reserves 100 blocks in one write while there is free space. Later a full disk may refuse writes for weeks. */
  reserveFarAhead(next: number): void {
    this.#write(next + 100 * BLOCK);
  }

  /** Lowers the floor to `next` when storage closes normally, so that no reserved number is wasted. */
  release(next: number): void {
    if (next !== this.#floor) this.#write(next);
  }

  #write(floor: number): void {
    writeDurably(this.#path, `${floor} ${crc32(String(floor))}\n`);
    this.#floor = floor;
  }
}

function readFloor(path: string): number {
  try {
    const [floor = '', checksum] = readFileSync(path, 'utf8').trim().split(' ');
    return crc32(floor) === Number(checksum) ? Number(floor) : 0;
  } catch {
    return 0;
  }
}
