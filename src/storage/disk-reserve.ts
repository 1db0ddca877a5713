import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Size of the reserve, in bytes: enough for a WAL checkpoint and an eviction on a completely full disk. */
export const DISK_RESERVE_BYTES: number = 512 * 1024;

/**
 * A file that reserves disk space. When the disk is full, the file is deleted, because even deleting rows needs space.
 */
export class DiskReserve {
  readonly #path: string;

  constructor(directory: string) {
    this.#path = join(directory, 'ballast');
  }

  get present(): boolean {
    return statSync(this.#path, { throwIfNoEntry: false })?.size === DISK_RESERVE_BYTES;
  }

  /** Deletes the reserve. Returns true when it existed. */
  release(): boolean {
    const was = this.present;
    rmSync(this.#path, { force: true });
    return was;
  }

  /**
   * Creates the reserve again if at least four times its size is free. Otherwise the reserve itself could fill the
   * disk.
   */
  restore(): void {
    if (this.present || freeBytes(dirname(this.#path)) < 4 * DISK_RESERVE_BYTES) return;
    const file = openSync(this.#path, 'w', 0o600);
    try {
      // Writes random-looking bytes. For zeros, some file systems reserve no space: they compress them or store holes.
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
