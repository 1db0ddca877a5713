import type { Socket } from 'node:net';

/** Packet types of H4, the UART transport of HCI (Bluetooth Core, volume 4, part A). */
const COMMAND = 1;
const ACL = 2;
const SCO = 3;
const EVENT = 4;

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

const COMMAND_COMPLETE = 0x0e;
const COMMAND_STATUS = 0x0f;
const LE_META = 0x3e;
const ADVERTISING_REPORT = 2;
const EXTENDED_REPORT = 0x0d;
const OK = 0;
const UNKNOWN_COMMAND = 1;

const RESET = 0x0c03;
const SET_SCAN_ENABLE = 0x200c;
const SET_EXTENDED_SCAN_PARAMETERS = 0x2041;
const SET_EXTENDED_SCAN_ENABLE = 0x2042;
const READ_LE_FEATURES = 0x2003;
/** Bit 12 of the features: extended advertising. */
const EXTENDED_FEATURES = hex('00 10 00 00 00 00 00 00');
/** This controller makes no connections: it refuses every request for one. */
const CONNECTING = new Set([0x0405, 0x0406, 0x041d, 0x200d, 0x2016]);

/** What a controller that does Low Energy and nothing else says of itself, after the status byte. */
const ANSWERS: ReadonlyMap<number, Buffer> = new Map([
  // Local version: 5.0, no known maker.
  [0x1001, hex('09 0000 09 f105 0000')],
  // Supported commands, features (no BR/EDR, LE), extended features.
  [0x1002, Buffer.alloc(64)],
  [0x1003, hex('00 00 00 00 60 00 00 00')],
  [0x1004, hex('00 00 00 00 00 00 60 00 00 00')],
  // ACL and SCO buffers.
  [0x1005, hex('fd03 40 0800 0000')],
  // The controller's own address.
  [0x1009, hex('ff ee dd cc bb aa')],
  // LE: buffers, features, transmit power, accept list size, states, resolving list size.
  [0x2002, hex('fb00 08')],
  [READ_LE_FEATURES, Buffer.alloc(8)],
  [0x2007, hex('07')],
  [0x200f, hex('08')],
  [0x2018, hex('0102030405060708')],
  [0x201c, hex('ffffffffff030000')],
  [0x202a, hex('00')],
  // Local name, class, voice setting, flow control of scans.
  [0x0c14, Buffer.alloc(248)],
  [0x0c23, Buffer.alloc(3)],
  [0x0c25, hex('0000')],
  [0x0c6c, hex('0100')],
]);

interface Beacon {
  readonly address: Buffer;
  readonly rssiDbm: number;
  readonly data: Buffer;
}

export interface ControllerOptions {
  /** Each beacon sends this often. */
  readonly everyMs: number;
  /** With the extended scanning of Bluetooth 5. A Pi's own controller has none and refuses its commands. */
  readonly isExtended: boolean;
}

/** A simulated Bluetooth controller that receives the given beacons. */
export class BluetoothController {
  /** Hears nothing more, and says nothing of it. */
  isDeaf = false;
  readonly #isExtended: boolean;
  readonly #beacons = new Map<string, Beacon>();
  readonly #timer: NodeJS.Timeout;
  #peer: Socket | undefined;
  #unread: Buffer = Buffer.alloc(0);
  #isScanning = false;

  constructor({ everyMs, isExtended }: ControllerOptions) {
    this.#isExtended = isExtended;
    this.#timer = setInterval(() => this.#advertise(), everyMs);
  }

  serve(socket: Socket): void {
    this.#peer = socket;
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => this.#read(chunk));
  }

  setBeacon(address: string, rssiDbm: number, data: Buffer): void {
    const bytes = hex(address.replaceAll(':', '')).reverse();
    if (bytes.length !== 6 || data.length > 31 || !Number.isInteger(rssiDbm)) {
      throw new Error('a beacon is an address of six bytes, a whole RSSI, and at most 31 bytes of data');
    }
    this.#beacons.set(address, { address: bytes, rssiDbm, data });
  }

  removeBeacon(address: string): void {
    this.#beacons.delete(address);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#peer?.destroy();
  }

  #read(chunk: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, chunk]);
    for (;;) {
      const length = packetLength(this.#unread);
      if (length === undefined || this.#unread.length < length) return;
      const packet = this.#unread.subarray(0, length);
      this.#unread = this.#unread.subarray(length);
      if (packet[0] === COMMAND) this.#obey(packet.readUInt16LE(1), packet.subarray(4));
    }
  }

  #obey(code: number, parameters: Buffer): void {
    if (code === RESET) this.#isScanning = false;
    const command = Buffer.from([code & 0xff, code >> 8]);
    const complete = (...answer: readonly Buffer[]): void => {
      this.#send(COMMAND_COMPLETE, Buffer.concat([Buffer.from([1]), command, ...answer]));
    };
    const isExtendedScan = code === SET_EXTENDED_SCAN_PARAMETERS || code === SET_EXTENDED_SCAN_ENABLE;
    if (CONNECTING.has(code)) {
      this.#send(COMMAND_STATUS, Buffer.concat([Buffer.from([UNKNOWN_COMMAND, 1]), command]));
    } else if (isExtendedScan && !this.#isExtended) {
      complete(Buffer.from([UNKNOWN_COMMAND]));
    } else {
      if (code === SET_SCAN_ENABLE || code === SET_EXTENDED_SCAN_ENABLE)
        this.#isScanning = parameters[0] === 1;
      complete(Buffer.from([OK]), this.#answerTo(code));
    }
  }

  #answerTo(code: number): Buffer {
    if (code === READ_LE_FEATURES && this.#isExtended) return EXTENDED_FEATURES;
    return ANSWERS.get(code) ?? Buffer.alloc(0);
  }

  #advertise(): void {
    if (!this.#isScanning || this.isDeaf) return;
    const report = this.#isExtended ? extendedReport : legacyReport;
    for (const beacon of this.#beacons.values()) this.#send(LE_META, report(beacon));
  }

  #send(event: number, parameters: Buffer): void {
    this.#peer?.write(Buffer.concat([Buffer.from([EVENT, event, parameters.length]), parameters]));
  }
}

/** One report: undirected, from a random address. */
function legacyReport({ address, rssiDbm, data }: Beacon): Buffer {
  const head = Buffer.from([ADVERTISING_REPORT, 1, 0, 1, ...address, data.length]);
  return Buffer.concat([head, data, Buffer.from([rssiDbm & 0xff])]);
}

/** The same as an extended report: legacy type, primary channel only, no transmit power, not periodic, not directed. */
function extendedReport({ address, rssiDbm, data }: Beacon): Buffer {
  const head = Buffer.from([EXTENDED_REPORT, 1, 0x13, 0, 1, ...address, 1, 0, 0xff, 0x7f, rssiDbm & 0xff]);
  return Buffer.concat([head, Buffer.alloc(9), Buffer.from([data.length]), data]);
}

/** Length of the packet that the bytes begin with, when they say so already; a byte that begins none is one to skip. */
function packetLength(bytes: Buffer): number | undefined {
  switch (bytes[0]) {
    case undefined:
      return undefined;
    case COMMAND:
    case SCO:
      return bytes.length < 4 ? undefined : 4 + bytes.readUInt8(3);
    case ACL:
      return bytes.length < 5 ? undefined : 5 + bytes.readUInt16LE(3);
    default:
      return 1;
  }
}
