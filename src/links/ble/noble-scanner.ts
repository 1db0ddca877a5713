import { createRequire } from 'node:module';
import type { BleOptions } from '../../ports/links.ts';

/**
 * Called for each report with the address (least significant byte first) and the data. The next report reuses both
 * arrays. `isRandom`: the address was not assigned by the maker.
 */
export type OnReport = (address: Uint8Array, rssiDbm: number, data: Uint8Array, isRandom?: boolean) => void;

/** The radio as the radio process uses it. Tests pass a fake with the same type. */
export interface BleScanner {
  /** The controller has power and responds. */
  readonly isOn: boolean;
  /**
   * Starts to scan for all adverts, with repeats. The scan starts again each time that the controller gets power.
   * `fail` gets a system error code. ENETDOWN, for a controller that is off, may be a passing state.
   */
  start(hear: OnReport, fail: (code: string | undefined) => void): void;
  /** Stops and restarts the scan if the controller is on. */
  rescan(): void;
  /** Resets the Bluetooth controller. */
  reset(): void;
}

/** The part of the library's interface that this link uses. */
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

/**
 * The radio through the library `@stoprocent/noble`, over raw HCI or D-Bus. It loads native code, so it belongs in a
 * separate process.
 */
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
      // The library throws when a scan starts while the controller is off.
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
  // Leave out `extended`, so that the library asks the controller for it: an older controller would receive nothing
  // with it.
  return withBindings('hci', { deviceId, userChannel: mode === 'user-channel' });
}

/**
 * Takes the controller's reports before the library stores the address of every device. Over D-Bus the library stores
 * them first, so its records are emptied after each report.
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

/** Converts `aa:bb:cc:dd:ee:ff` (most significant byte first) to the order of transmission. */
export function addressBytes(text: string): Uint8Array {
  for (let i = 0; i < 6; i++) ADDRESS[5 - i] = Number.parseInt(text.slice(3 * i, 3 * i + 2), 16);
  return ADDRESS;
}

/** Rebuilds an advert's structures from the parts that D-Bus reports. */
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
