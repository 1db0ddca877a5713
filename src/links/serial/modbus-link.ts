import { realpath } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ModbusRTU } from 'modbus-serial/ModbusRTU.js';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { ModbusBus, ModbusLink, ModbusRead, SerialLink, SerialOptions } from '../../ports/links.ts';
import { ModbusPort } from './modbus-port.ts';

/** Exceptions 5 and 6 of Modbus application protocol V1.1b3: the unit is busy and will answer later. */
const BUSY_CODES: ReadonlySet<number> = new Set([5, 6]);
/**
 * Times of a Modbus link. A Modbus response does not say to which request it belongs. After a missing response, the
 * unit therefore gets no request until the response arrives, or for `silenceMs`. This is shorter than a gap in
 * coverage, and far longer than slow units take.
 */
export interface ModbusTiming {
  /** Longest wait for a response. The specification leaves this time to the master. Devices respond within 0.2 s. */
  readonly answerMs: number;
  readonly silenceMs: number;
}

const TIMING: ModbusTiming = { answerMs: 1_000, silenceMs: 10_000 };

/**
 * Modbus RTU over serial ports. modbus-serial implements the protocol. This link opens the port, handles its faults,
 * and shares it among counters.
 */
export function createModbusLink(serial: SerialLink, timing = TIMING): ModbusLink {
  const buses = new Map<string, Promise<SharedBus>>();
  return {
    async openBus(options, signal) {
      // A port may have several names, so use the real path.
      const path = await realpath(options.path).catch(() => options.path);
      const opening = buses.get(path) ?? openShared(serial, options, timing);
      buses.set(path, opening);
      // Removes a closed bus, but not a newer bus that was opened on the same port since.
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

async function openShared(
  serial: SerialLink,
  options: SerialOptions,
  timing: ModbusTiming,
): Promise<SharedBus> {
  const module = await import('modbus-serial');
  // In the package's types, the class is one level deeper than in its CommonJS module.
  const Client = module.default as unknown as typeof ModbusRTU;
  const port = new ModbusPort(await serial.openDuplex(options, new AbortController().signal));
  const client = new Client(port);
  await new Promise<void>((resolve) => client.open(() => resolve()));
  client.setTimeout(timing.answerMs);
  return new SharedBus(client, port, timing);
}

/** One RS-485 bus, which its counters share. It carries one request at a time. */
class SharedBus {
  readonly #client: ModbusRTU;
  readonly #port: ModbusPort;
  readonly #timing: ModbusTiming;
  /** Time until which a unit gets no request, because its last response is missing. The key is the unit id. */
  readonly #silentUntilMs = new Map<number, number>();
  #users = 0;
  /**
   * Ends when the last request ends. At first it is a pause: responses to requests from before the opening may still
   * arrive.
   */
  #last: Promise<unknown>;

  constructor(client: ModbusRTU, port: ModbusPort, timing: ModbusTiming) {
    this.#client = client;
    this.#port = port;
    this.#timing = timing;
    this.#last = sleep(timing.answerMs, undefined, { ref: false });
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

  async #ask(request: ModbusRead): Promise<readonly number[] | undefined> {
    if (this.#port.failure !== undefined) throw this.#port.failure;
    if (this.#isSilent(request.unit)) return undefined;
    try {
      const { data } = await this.#read(request);
      return data.length === request.count ? data : undefined;
    } catch (error) {
      if (this.#port.failure !== undefined) throw this.#port.failure;
      const { modbusCode } = error as { modbusCode?: number };
      if (modbusCode !== undefined && !BUSY_CODES.has(modbusCode)) throw refused(request, modbusCode);
      if (!isExpected(error)) throw error;
      this.#port.leaveOpen();
      this.#silentUntilMs.set(request.unit, performance.now() + this.#timing.silenceMs);
      return undefined;
    }
  }

  #read({ unit, table, address, count }: ModbusRead): Promise<{ readonly data: readonly number[] }> {
    this.#client.setID(unit);
    return table === 'holding'
      ? this.#client.readHoldingRegisters(address, count)
      : this.#client.readInputRegisters(address, count);
  }

  #isSilent(unit: number): boolean {
    const untilMs = this.#silentUntilMs.get(unit);
    if (untilMs === undefined) return false;
    if (performance.now() < untilMs && this.#port.isOpenFor(unit)) return true;
    this.#silentUntilMs.delete(unit);
    this.#port.forget(unit);
    return false;
  }
}

const REFUSALS: Readonly<Record<number, string>> = {
  1: 'it does not know this kind of question',
  2: 'it has no such register',
  3: 'it does not give so many registers',
};

function refused({ unit, table, address, count }: ModbusRead, code: number): GatewayError {
  const registers = `${count} ${table} registers from ${address}`;
  return new GatewayError(
    'LINK_REFUSED',
    `unit ${unit} refuses ${registers}: ${REFUSALS[code] ?? 'it failed'} (exception ${code})`,
  );
}

/** Returns whether the response is missing or damaged, or the unit is busy. None of these is a fault of the gateway. */
function isExpected(error: unknown): boolean {
  const { errno, message, modbusCode } = error as { errno?: string; message?: string; modbusCode?: number };
  return (
    errno === 'ETIMEDOUT' ||
    modbusCode !== undefined ||
    /^(CRC error|Data length error|Unexpected data error|The value of "offset")/.test(message ?? '')
  );
}
