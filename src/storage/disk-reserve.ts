import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Enough for a checkpoint of the WAL and an eviction on a disk with no byte left. */
export const DISK_RESERVE_BYTES: number = 512 * 1024;

/** Room that is given back when the disk is really full, since even deleting rows needs some. */
export class DiskReserve {
  readonly #path: string;

  constructor(directory: string) {
    this.#path = join(directory, 'ballast');
  }

  get present(): boolean {
    return statSync(this.#path, { throwIfNoEntry: false })?.size === DISK_RESERVE_BYTES;
  }

  /** Returns true when space was released. */
  release(): boolean {
    const was = this.present;
    rmSync(this.#path, { force: true });
    return was;
  }

  /** Only while four times its size is free: it must not cause what it is there for. */
  restore(): void {
    if (this.present || freeBytes(dirname(this.#path)) < 4 * DISK_RESERVE_BYTES) return;
    const file = openSync(this.#path, 'w', 0o600);
    try {
      // Not zeros: a file system that compresses or keeps holes would reserve nothing.
      const noise = Buffer.alloc(DISK_RESERVE_BYTES);
      for (let at = 0; at < noise.length; at += 4)
        noise.writeUInt32LE(Math.imul(at + 1, 0x9e3779b1) >>> 0, at);
      writeSync(file, noise);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }
}

function freeBytes(directory: string): number {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}
