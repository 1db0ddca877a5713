import { EventEmitter } from 'node:events';
import type { ModbusRTU } from 'modbus-serial/ModbusRTU.js';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type {
  ModbusBus,
  ModbusLink,
  ModbusRead,
  SerialDuplex,
  SerialLink,
  SerialOptions,
} from '../../ports/links.ts';

/** Longest time a unit may take to answer; the specification leaves it to the master, devices answer within 0.2 s. */
const ANSWER_TIMEOUT_MS = 1_000;
/** The longest frame of Modbus over serial line V1.02, section 2.5.1. */
const MAX_FRAME_BYTES = 256;
/** Address, function, code and CRC of a refusal. */
const EXCEPTION_BYTES = 5;
const EXCEPTION_BIT = 0x80;

/** Modbus RTU over serial ports. modbus-serial has the protocol; the port, its faults and its sharing are ours. */
export function createModbusLink(serial: SerialLink): ModbusLink {
  const buses = new Map<string, Promise<SharedBus>>();
  return {
    async openBus(options, signal) {
      const { path } = options;
      const opening = buses.get(path) ?? openShared(serial, options);
      buses.set(path, opening);
      // A bus that is gone makes room for a new one, but never pushes out one that was opened since.
      const forget = () => {
        if (buses.get(path) === opening) buses.delete(path);
      };
      const bus = await opening.catch((error: unknown) => {
        forget();
        throw error;
      });
      return bus.share(signal, forget);
    },
  };
}

async function openShared(serial: SerialLink, options: SerialOptions): Promise<SharedBus> {
  const module = await import('modbus-serial');
  // The package's types have the class one level deeper than its CommonJS module does.
  const Client = module.default as unknown as typeof ModbusRTU;
  const port = new FramedPort(await serial.openDuplex(options, new AbortController().signal));
  const client = new Client(port);
  await new Promise<void>((resolve) => client.open(() => resolve()));
  client.setTimeout(ANSWER_TIMEOUT_MS);
  return new SharedBus(client, port);
}

/** What the counters of one RS-485 line have in common: they speak one after the other. */
class SharedBus {
  readonly #client: ModbusRTU;
  readonly #port: FramedPort;
  #users = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(client: ModbusRTU, port: FramedPort) {
    this.#client = client;
    this.#port = port;
  }

  share(signal: AbortSignal, forget: () => void): ModbusBus {
    this.#users += 1;
    let open = true;
    void this.#port.lost.then(forget);
    const close = async (): Promise<void> => {
      if (!open) return;
      open = false;
      this.#users -= 1;
      if (this.#users > 0) return;
      forget();
      await this.#port.closeDuplex();
    };
    return {
      close,
      read: (request) => {
        const answer = this.#last.then(() => (signal.aborted ? undefined : this.#ask(request)));
        this.#last = answer.catch(() => undefined);
        return answer;
      },
    };
  }

  async #ask({ unit, table, address, count }: ModbusRead): Promise<readonly number[] | undefined> {
    if (this.#port.failure !== undefined) throw this.#port.failure;
    this.#client.setID(unit);
    try {
      const { data } =
        table === 'holding'
          ? await this.#client.readHoldingRegisters(address, count)
          : await this.#client.readInputRegisters(address, count);
      return data.length === count ? data : undefined;
    } catch (error) {
      if (this.#port.failure !== undefined) throw this.#port.failure;
      if (isExpected(error)) return undefined;
      throw error;
    }
  }
}

/** No answer, a damaged answer or a refusal by the unit: noise on a bus, not a fault of the gateway. */
function isExpected(error: unknown): boolean {
  const { errno, message, modbusCode } = error as { errno?: string; message?: string; modbusCode?: number };
  return (
    errno === 'ETIMEDOUT' ||
    modbusCode !== undefined ||
    /^(CRC error|Data length error|Unexpected data error|The value of "offset")/.test(message ?? '')
  );
}

/** The port for modbus-serial: assembles whole answers from the serial port's chunks. */
class FramedPort extends EventEmitter {
  readonly lost: Promise<void>;
  readonly #duplex: SerialDuplex;
  #request: Uint8Array = new Uint8Array(0);
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

  /** The library's own way to close; the duplex is closed by `closeDuplex`, which can be waited for. */
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
    // A failed write also ends the pump, which reports it.
    this.#duplex.write(request).catch(() => undefined);
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
    if (this.#request.length === 0) return;
    this.#buffer = Buffer.concat([this.#buffer, chunk]).subarray(-MAX_FRAME_BYTES);
    const frame = findAnswer(this.#buffer, this.#request);
    if (frame === undefined) return;
    this.#request = new Uint8Array(0);
    this.emit('data', frame);
  }
}

/**
 * The first stretch that has the head of an answer to this request and all its bytes. Noise before it is skipped;
 * whether its CRC holds is the library's business.
 */
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
