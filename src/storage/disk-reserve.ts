import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Size of the reserve: enough for a WAL checkpoint and an eviction on a disk with no byte left. */
export const DISK_RESERVE_BYTES: number = 512 * 1024;

/** A file that holds disk space. It is deleted when the disk is full, because even deleting rows needs space. */
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

  /**
   * Writes the file again, but only while the disk has four times its size free. The reserve must not fill the disk
   * itself.
   */
  restore(): void {
    if (this.present || freeBytes(dirname(this.#path)) < 4 * DISK_RESERVE_BYTES) return;
    const file = openSync(this.#path, 'w', 0o600);
    try {
      // Random-looking bytes: a file system that compresses, or that stores zeros as holes, would reserve nothing for
      // zeros.
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
