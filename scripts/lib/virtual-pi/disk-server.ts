import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { listen } from './line-server.ts';
import type { Cut, VolatileDisk } from './volatile-disk.ts';

/** Numbers of the network block device protocol (NBD), fixed newstyle without zeroes. */
const REQUEST_MAGIC = 0x25609513;
const HANDSHAKE_FLAGS = 0b11;
/** Has flags, flush, force unit access, trim. */
const EXPORT_FLAGS = 1 | 4 | 8 | 32;
const OPTION = { exportName: 1, abort: 2, info: 6, go: 7 } as const;
const REPLY = { acknowledge: 1, information: 3, unsupported: 0x80000001 } as const;
const COMMAND = { read: 0, write: 1, disconnect: 2, flush: 3, trim: 4 } as const;
const FORCE_UNIT_ACCESS = 1;
const NOT_SUPPORTED = 95;
const INPUT_OUTPUT_ERROR = 5;

interface Request {
  readonly handle: Buffer;
  readonly flags: number;
  readonly offset: number;
  readonly length: number;
  readonly data: Buffer;
}

export interface DiskServer {
  /** Resolves when a flush was asked for while something was unflushed: the power went just before it took effect. */
  cutBeforeFlush(): Promise<Cut>;
  close(): void;
}

/** Serves a disk to one emulator. A connection that breaks off is a power cut too. */
export async function serveDisk(
  path: string,
  disk: VolatileDisk,
  survives: () => boolean,
): Promise<DiskServer> {
  let onCut: ((cut: Cut) => void) | undefined;
  let isDead = false;
  const server = createServer((socket) => {
    const connection = new DiskConnection(socket, disk, () => {
      if (onCut === undefined || disk.unflushed === 0) return false;
      isDead = true;
      onCut(disk.cut(survives));
      return true;
    });
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => connection.take(chunk));
    socket.on('close', () => {
      if (!isDead) disk.cut(survives);
    });
  });
  await listen(server, path);
  return {
    cutBeforeFlush: () =>
      new Promise((resolve) => {
        onCut = resolve;
      }),
    close: () => server.close(),
  };
}

class DiskConnection {
  readonly #socket: Socket;
  readonly #disk: VolatileDisk;
  /** Whether the power goes now, in place of a flush. */
  readonly #isCutAtFlush: () => boolean;
  #rest = Buffer.alloc(0);
  /** The power went: every request now fails. */
  #isDead = false;
  #phase: 'flags' | 'options' | 'requests' | 'over' = 'flags';

  constructor(socket: Socket, disk: VolatileDisk, isCutAtFlush: () => boolean) {
    this.#socket = socket;
    this.#disk = disk;
    this.#isCutAtFlush = isCutAtFlush;
    const hello = Buffer.from(`NBDMAGICIHAVEOPT\0${String.fromCharCode(HANDSHAKE_FLAGS)}`, 'latin1');
    socket.write(hello);
  }

  take(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (let used = this.#step(); used > 0; used = this.#step()) this.#rest = this.#rest.subarray(used);
  }

  /** How many bytes it made use of; 0 when more must come first. */
  #step(): number {
    if (this.#phase === 'flags') {
      if (this.#rest.length < 4) return 0;
      this.#phase = 'options';
      return 4;
    }
    if (this.#phase === 'options') return this.#option();
    return this.#phase === 'requests' ? this.#request() : 0;
  }

  #option(): number {
    if (this.#rest.length < 16) return 0;
    const option = this.#rest.readUInt32BE(8);
    const used = 16 + this.#rest.readUInt32BE(12);
    if (this.#rest.length < used) return 0;
    if (option === OPTION.exportName) {
      this.#socket.write(this.#exportInfo());
      this.#phase = 'requests';
    } else if (option === OPTION.info || option === OPTION.go) {
      this.#answer(option, REPLY.information, Buffer.concat([Buffer.alloc(2), this.#exportInfo()]));
      this.#answer(option, REPLY.acknowledge);
      if (option === OPTION.go) this.#phase = 'requests';
    } else if (option === OPTION.abort) {
      this.#answer(option, REPLY.acknowledge);
      this.#phase = 'over';
    } else this.#answer(option, REPLY.unsupported);
    return used;
  }

  /** Size and what the drive can. */
  #exportInfo(): Buffer {
    const info = Buffer.alloc(10);
    info.writeBigUInt64BE(BigInt(this.#disk.sizeBytes));
    info.writeUInt16BE(EXPORT_FLAGS, 8);
    return info;
  }

  #answer(option: number, type: number, data: Buffer = Buffer.alloc(0)): void {
    const head = Buffer.alloc(20);
    head.writeBigUInt64BE(0x3e889045565a9n);
    head.writeUInt32BE(option, 8);
    head.writeUInt32BE(type, 12);
    head.writeUInt32BE(data.length, 16);
    this.#socket.write(Buffer.concat([head, data]));
  }

  #request(): number {
    if (this.#rest.length < 28) return 0;
    if (this.#rest.readUInt32BE(0) !== REQUEST_MAGIC) throw new Error('the emulator does not speak NBD');
    const flags = this.#rest.readUInt16BE(4);
    const command = this.#rest.readUInt16BE(6);
    const offset = Number(this.#rest.readBigUInt64BE(16));
    const length = this.#rest.readUInt32BE(24);
    const used = 28 + (command === COMMAND.write ? length : 0);
    if (this.#rest.length < used) return 0;
    const handle = Buffer.from(this.#rest.subarray(8, 16));
    const data = this.#rest.subarray(28, used);
    if (this.#isDead) this.#done(handle, INPUT_OUTPUT_ERROR);
    else this.#follow(command, { handle, flags, offset, length, data });
    return used;
  }

  #follow(command: number, { handle, flags, offset, length, data }: Request): void {
    switch (command) {
      case COMMAND.read:
        this.#done(handle, 0, this.#disk.read(offset, length));
        break;
      case COMMAND.write:
        if ((flags & FORCE_UNIT_ACCESS) === 0) this.#disk.write(offset, data);
        else this.#disk.writeThrough(offset, data);
        this.#done(handle);
        break;
      case COMMAND.flush:
        this.#isDead = this.#isCutAtFlush();
        if (!this.#isDead) this.#disk.flush();
        this.#done(handle, this.#isDead ? INPUT_OUTPUT_ERROR : 0);
        break;
      case COMMAND.disconnect:
        this.#disk.flush();
        this.#phase = 'over';
        break;
      default:
        this.#done(handle, command === COMMAND.trim ? 0 : NOT_SUPPORTED);
    }
  }

  #done(handle: Buffer, error = 0, data: Buffer = Buffer.alloc(0)): void {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(0x67446698);
    head.writeUInt32BE(error, 4);
    this.#socket.write(Buffer.concat([head, handle, data]));
  }
}
