import { access } from 'node:fs/promises';
import type { SerialPort } from 'serialport';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { SerialDuplex, SerialLink, SerialOptions } from '../../ports/links.ts';
import { TextLineSplitter } from '../support/text-line-splitter.ts';
import { ByteRateLimit } from './byte-rate-limit.ts';
import { closedPortText } from './closed-port.ts';
import type { SerialRoots } from './serial-device.ts';
import { findSerialDevice } from './serial-device.ts';

/**
 * Longest text line. It is far longer than any counter's, and bounds the memory that noise without a line end needs.
 */
const MAX_LINE_BYTES = 512;
/** Largest number of bytes that wait for a slow reader. Beyond this the port pauses, and the kernel's buffer fills. */
const MAX_WAITING_BYTES = 65_536;
/**
 * How often to check that the device file exists. Some USB drivers do not report that an adapter was unplugged: each
 * read then returns immediately without data, in an endless loop. Only the file in /dev disappears.
 */
const NODE_CHECK_MS = 500;

const SYSTEM_ROOTS: SerialRoots = { sys: '/sys', dev: '/dev' };

/**
 * Opens serial ports of the operating system. Each opening makes a new port. Only the supervisor opens a lost port
 * again.
 */
export function createSerialLink(roots: SerialRoots = SYSTEM_ROOTS): SerialLink {
  const openDuplex = (options: SerialOptions, signal: AbortSignal) => openPort(options, roots, signal);
  return {
    openDuplex,
    async *lines(options, signal) {
      const port = await openPort(options, roots, signal);
      try {
        yield* splitLines(port, options.baudRate);
      } finally {
        await port.close();
      }
    },
  };
}

async function* splitLines(port: OpenPort, baudRate: number): AsyncGenerator<string> {
  const splitter = new TextLineSplitter(MAX_LINE_BYTES);
  const guard = new ByteRateLimit(baudRate, performance.now());
  for await (const chunk of port.chunks()) {
    if (guard.admits(chunk.length, performance.now())) yield* splitter.push(chunk);
    else splitter.skip();
  }
}

async function openPort(options: SerialOptions, roots: SerialRoots, signal: AbortSignal): Promise<OpenPort> {
  const device = await findSerialDevice(options.path, roots);
  const { SerialPort } = await import('serialport');
  const port = new SerialPort({
    path: device,
    baudRate: options.baudRate,
    parity: options.parity ?? 'none',
    dataBits: options.dataBits ?? 8,
    stopBits: options.stopBits ?? 1,
    autoOpen: false,
  });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error === null ? resolve() : reject(refused(options.path, device, error))));
  });
  return new OpenPort(port, options.path, device, signal);
}

function refused(path: string, device: string, cause: Error): GatewayError {
  const { message } = cause;
  if (/lock/i.test(message)) {
    return new GatewayError(
      'LINK_NOT_FOUND',
      `${path} is in use by another program or another sensor`,
      cause,
    );
  }
  if (/permission/i.test(message)) {
    return new GatewayError('LINK_NOT_FOUND', closedPortText(path, device), cause);
  }
  return new GatewayError('LINK_NOT_FOUND', `${path} does not open: ${message}`, cause);
}

/** One opened port. It lasts until it is closed, aborted or unplugged. */
class OpenPort implements SerialDuplex {
  readonly #port: SerialPort;
  readonly #path: string;
  readonly #signal: AbortSignal;
  readonly #nodeCheck: NodeJS.Timeout;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #ended = false;
  #failure: GatewayError | undefined;
  #wake: (() => void) | undefined;

  constructor(port: SerialPort, path: string, device: string, signal: AbortSignal) {
    this.#port = port;
    this.#path = path;
    this.#signal = signal;
    port.on('data', (chunk: Buffer) => this.#acceptChunk(chunk));
    port.on('error', (error) => this.#end(this.#lost(error)));
    port.on('close', (error: Error | null) => this.#end(error === null ? undefined : this.#lost(error)));
    this.#nodeCheck = setInterval(() => {
      access(device).catch((error: unknown) => this.#end(this.#lost(error)));
    }, NODE_CHECK_MS);
    this.#nodeCheck.unref();
    signal.addEventListener('abort', this.#abort);
    if (signal.aborted) this.#abort();
  }

  /** Yields until the port is closed or aborted. Throws LINK_LOST when the adapter was unplugged. */
  async *chunks(): AsyncGenerator<Buffer> {
    for (;;) {
      yield* this.#drain();
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#ended) return Promise.reject(this.#failure ?? this.#lost());
    return new Promise((resolve, reject) => {
      this.#port.write(bytes, (error) => (error ? reject(this.#lost(error)) : resolve()));
    });
  }

  async close(): Promise<void> {
    this.#end();
    clearInterval(this.#nodeCheck);
    this.#signal.removeEventListener('abort', this.#abort);
    if (!this.#port.isOpen) return;
    await new Promise<void>((resolve) => {
      // Closing the port of an unplugged adapter fails, but its descriptor no longer exists either.
      this.#port.close(() => resolve());
    });
  }

  readonly #abort = (): void => this.#end();

  #acceptChunk(chunk: Buffer): void {
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes > MAX_WAITING_BYTES) this.#port.pause();
    this.#wake?.();
  }

  #drain(): readonly Buffer[] {
    const chunks = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    if (!this.#ended) this.#port.resume();
    return chunks;
  }

  #end(failure?: GatewayError): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#wake?.();
  }

  #lost(cause?: unknown): GatewayError {
    return new GatewayError('LINK_LOST', `${this.#path} went away: check its plug and its cable`, cause);
  }
}
