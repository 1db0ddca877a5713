import { createRequire } from 'node:module';
import type { BleOptions } from '../../ports/links.ts';

/**
 * Receives each report: address least significant byte first, then the advertisement. Both are used again. `isRandom`: the
 * address is not one that a maker gave.
 */
export type OnReport = (address: Uint8Array, rssiDbm: number, data: Uint8Array, isRandom?: boolean) => void;

/** The radio as the process sees it; a fake is the same type. */
export interface BleScanner {
  /** The controller has power and obeys. */
  readonly isOn: boolean;
  /**
   * Begins to scan for everything, repeats included, and again whenever the controller comes on. Failures come to `fail`
   * with a system error code; ENETDOWN when it is off, which may pass.
   */
  start(hear: OnReport, fail: (code: string | undefined) => void): void;
  /** Stops and starts scanning, where the controller is on. */
  rescan(): void;
  /** Resets the controller. */
  reset(): void;
}

/** The parts of the library that are used. */
interface Noble {
  on(event: 'stateChange', listener: (state: string) => void): void;
  on(event: 'discover', listener: (peripheral: Peripheral) => void): void;
  startScanning(uuids: readonly string[], allowDuplicates: boolean): void;
  stopScanning(): void;
  reset(): void;
  readonly _bindings: { readonly _hci?: Hci };
  readonly _peripherals?: Map<string, unknown>;
  readonly _discoveredPeripherals?: Set<string>;
}

interface Hci {
  removeAllListeners(event: string): void;
  on(
    event: 'leAdvertisingReport',
    listener: (
      status: number,
      type: number,
      address: string,
      kind: string,
      eir: Buffer,
      rssi: number,
    ) => void,
  ): void;
  on(
    event: 'leExtendedAdvertisingReport',
    listener: (
      status: number,
      type: number,
      address: string,
      kind: string,
      power: number,
      rssi: number,
      eir: Buffer,
    ) => void,
  ): void;
}

interface Peripheral {
  readonly address: string;
  readonly addressType?: string;
  readonly rssi: number;
  readonly advertisement: {
    readonly manufacturerData?: Uint8Array;
    readonly serviceData?: readonly { readonly uuid: string; readonly data: Uint8Array }[];
  };
}

const FRAGMENT = 0x60;
const STATE_CODES: Readonly<Record<string, string>> = {
  unauthorized: 'EPERM',
  unsupported: 'ENODEV',
  poweredOff: 'ENETDOWN',
};

/** `@stoprocent/noble` over raw HCI or D-Bus. Loads the native library, so it belongs in a separate process. */
export function createNobleScanner(options: BleOptions): BleScanner {
  const noble = loadNoble(options);
  let isTapped = false;
  let isOn = false;
  return {
    get isOn() {
      return isOn;
    },
    start(hear, fail) {
      noble.on('stateChange', (state) => {
        isOn = state === 'poweredOn';
        if (state !== 'poweredOn') {
          if (STATE_CODES[state] !== undefined) fail(STATE_CODES[state]);
          return;
        }
        if (!isTapped) tap(noble, hear);
        isTapped = true;
        noble.startScanning([], true);
      });
    },
    rescan() {
      // The library throws when a scan starts while it is off.
      if (!isOn) return;
      noble.stopScanning();
      noble.startScanning([], true);
    },
    reset() {
      noble.reset();
    },
  };
}

function loadNoble({ adapter, mode = 'raw' }: BleOptions): Noble {
  const { withBindings } = createRequire(import.meta.url)('@stoprocent/noble') as {
    withBindings: (kind: string, options: object) => Noble;
  };
  const deviceId = Number(adapter.replace(/^hci/, ''));
  if (mode === 'dbus') return withBindings('dbus', { adapter });
  // Without `extended` the library asks the controller: told that it has it, one that has not would stay deaf.
  return withBindings('hci', { deviceId, userChannel: mode === 'user-channel' });
}

/**
 * Takes the controller's reports before the library records every address that it has ever seen. Without direct
 * access to a controller (D-Bus), it empties the library's records instead.
 */
function tap(noble: Noble, hear: OnReport): void {
  const hci = noble._bindings._hci;
  if (hci === undefined) {
    noble.on('discover', (peripheral) => {
      const { address, addressType: kind, rssi } = peripheral;
      hear(addressBytes(address), rssi, rebuild(peripheral), kind === undefined ? kind : kind === 'random');
      noble._peripherals?.clear();
      noble._discoveredPeripherals?.clear();
    });
    return;
  }
  hci.removeAllListeners('leAdvertisingReport');
  hci.removeAllListeners('leExtendedAdvertisingReport');
  hci.on('leAdvertisingReport', (_status, _type, address, kind, eir, rssi) => {
    hear(addressBytes(address), rssi, eir, kind === 'random');
  });
  hci.on('leExtendedAdvertisingReport', (_status, type, address, kind, _power, rssi, eir) => {
    if ((type & FRAGMENT) === 0) hear(addressBytes(address), rssi, eir, kind === 'random');
  });
}

const ADDRESS = new Uint8Array(6);

/** `aa:bb:cc:dd:ee:ff`, most significant first, into the order of the air. */
export function addressBytes(text: string): Uint8Array {
  for (let i = 0; i < 6; i++) ADDRESS[5 - i] = Number.parseInt(text.slice(3 * i, 3 * i + 2), 16);
  return ADDRESS;
}

/** What D-Bus tells in parts, as the structures it was sent in. */
export function rebuild({
  advertisement: { manufacturerData, serviceData = [] },
}: Pick<Peripheral, 'advertisement'>): Uint8Array {
  const parts: Buffer[] = [];
  if (manufacturerData !== undefined) {
    parts.push(Buffer.from([manufacturerData.length + 1, 0xff]), Buffer.from(manufacturerData));
  }
  for (const { uuid, data } of serviceData) {
    if (uuid.length !== 4) continue;
    const short = Number.parseInt(uuid, 16);
    parts.push(Buffer.from([data.length + 3, 0x16, short & 0xff, short >> 8]), Buffer.from(data));
  }
  return Buffer.concat(parts);
}
