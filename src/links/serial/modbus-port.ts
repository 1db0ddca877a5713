import { EventEmitter } from 'node:events';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { SerialDuplex } from '../../ports/links.ts';

/** Longest frame, by Modbus over serial line V1.02, section 2.5.1. */
const MAX_FRAME_BYTES = 256;
/** Bytes of an exception response: address, function, code and CRC. */
const EXCEPTION_BYTES = 5;
const EXCEPTION_BIT = 0x80;

/**
 * The port that modbus-serial uses. It assembles whole responses from the serial port's chunks, and drops responses to
 * earlier requests.
 */
export class ModbusPort extends EventEmitter {
  readonly lost: Promise<void>;
  readonly #duplex: SerialDuplex;
  #request: Uint8Array | undefined;
  /** Requests that are not answered yet, by unit id. */
  readonly #open = new Map<number, Uint8Array>();
  #buffer: Buffer = Buffer.alloc(0);
  #failure: GatewayError | undefined;
  isOpen = true;

  constructor(duplex: SerialDuplex) {
    super();
    this.#duplex = duplex;
    this.lost = this.#pump();
  }

  get failure(): GatewayError | undefined {
    return this.#failure;
  }

  open(done: () => void): void {
    done();
  }

  /**
   * The library calls this method to close its port. The serial port itself is closed by `closeDuplex`, which can be
   * awaited.
   */
  close(done: () => void): void {
    done();
  }

  async closeDuplex(): Promise<void> {
    this.isOpen = false;
    await this.#duplex.close();
    await this.lost;
  }

  write(request: Uint8Array): void {
    this.#request = request;
    this.#buffer = Buffer.alloc(0);
    // A failed write also ends the read loop (`#pump`), which reports the failure.
    this.#duplex.write(request).catch(() => undefined);
  }

  /** Marks the last request as unanswered, because its response is late or was damaged. */
  leaveOpen(): void {
    const [unit] = this.#request ?? [];
    if (this.#request !== undefined && unit !== undefined) this.#open.set(unit, this.#request);
    this.#request = undefined;
  }

  /** Returns whether a response of this unit may still arrive. */
  isOpenFor(unit: number): boolean {
    return this.#open.has(unit);
  }

  /** Stops expecting a response from this unit. */
  forget(unit: number): void {
    this.#open.delete(unit);
  }

  async #pump(): Promise<void> {
    try {
      for await (const chunk of this.#duplex.chunks()) this.#acceptChunk(chunk);
    } catch (error) {
      this.#failure =
        error instanceof GatewayError
          ? error
          : new GatewayError('LINK_LOST', 'the Modbus port went away', error);
    }
    this.isOpen = false;
  }

  #acceptChunk(chunk: Uint8Array): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]).subarray(-MAX_FRAME_BYTES);
    for (const [unit, question] of this.#open) {
      if (findAnswer(this.#buffer, question) !== undefined) this.#open.delete(unit);
    }
    if (this.#request === undefined) return;
    const frame = findAnswer(this.#buffer, this.#request);
    if (frame === undefined) return;
    this.#request = undefined;
    this.emit('data', frame);
  }
}

/** Finds the first complete response to this request, and skips noise before it. The library checks the CRC. */
function findAnswer(buffer: Buffer, request: Uint8Array): Buffer | undefined {
  const [unit, code = 0] = request;
  const answerBytes = 3 + 2 * (((request[4] ?? 0) << 8) | (request[5] ?? 0)) + 2;
  for (let at = 0; at + EXCEPTION_BYTES <= buffer.length; at++) {
    if (buffer[at] !== unit) continue;
    if (buffer[at + 1] === (code | EXCEPTION_BIT)) return buffer.subarray(at, at + EXCEPTION_BYTES);
    const whole = buffer[at + 2] === answerBytes - 5 && at + answerBytes <= buffer.length;
    if (buffer[at + 1] === code && whole) return buffer.subarray(at, at + answerBytes);
  }
  return undefined;
}
