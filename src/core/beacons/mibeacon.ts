import type { DecodedBeacon } from './beacon-fields.ts';
import type { Sender } from './bthome.ts';
import { intLe, u8, u16le, uintLe } from './bytes.ts';

export const MIBEACON_SERVICE = 0xfe95;
const IS_ENCRYPTED = 0x08;
const HAS_ADDRESS = 0x10;
const HAS_CAPABILITY = 0x20;
const HAS_OBJECT = 0x40;
/** Bit of the capability byte: two bytes about inputs and outputs follow. */
const HAS_INPUTS = 0x20;
/** First version whose encryption matches `nonceOf`. */
const SEALED_FROM = 4;
const HEAD_LENGTH = 5;
const SEAL_LENGTH = 7;
const MIC_LENGTH = 4;
const ADDITIONAL_DATA = Uint8Array.of(0x11);

type Readings = Record<string, number | string>;

const PRESSES = ['press', 'double press', 'long press'];
/** Door state (1 open, 0 closed) by Xiaomi's code: 0 open, 1 closed, 2 left open. Code 3 (reset) has no state. */
const DOOR_STATES = [1, 0, 1];

const constant = (readings: Readings) => () => readings;

/** Readers by object id. Source: Xiaomi, MiBeacon object protocol; ids from 0x4800 on as the ble_monitor project lists them. */
const OBJECTS: ReadonlyMap<number, (bytes: Uint8Array, at: number, length: number) => Readings> = new Map([
  [0x0003, constant({ motion: 1 })],
  [0x000f, (bytes, at) => ({ motion: 1, illuminance: uintLe(bytes, at, 3) })],
  [0x0019, (bytes, at) => toOpening(DOOR_STATES[u8(bytes, at)])],
  [0x1001, toButton],
  [0x1004, (bytes, at) => ({ temperature: intLe(bytes, at, 2) / 10 })],
  [0x1006, (bytes, at) => ({ humidity: u16le(bytes, at) / 10 })],
  [0x1007, (bytes, at) => ({ illuminance: uintLe(bytes, at, 3) })],
  [0x100a, (bytes, at) => toBattery(u8(bytes, at))],
  [0x100d, (bytes, at) => ({ temperature: intLe(bytes, at, 2) / 10, humidity: u16le(bytes, at + 2) / 10 })],
  [0x1017, constant({ motion: 0 })],
  [0x1018, (bytes, at) => ({ light: u8(bytes, at) })],
  [0x4803, (bytes, at) => toBattery(u8(bytes, at))],
  [0x4804, (bytes, at) => toOpening([undefined, 1, 0][u8(bytes, at)])],
  [0x4818, constant({ motion: 0 })],
  [0x4a08, constant({ motion: 1 })],
  [0x4a0c, constant({ button: 'press' })],
  [0x4a0d, constant({ button: 'double press' })],
  [0x4a0e, constant({ button: 'long press' })],
]);

/**
 * Decodes Xiaomi MiBeacon service data (0xFE95), from the frame control on. Undefined when it holds no object, names
 * another sender or is cut. Undefined also when it is encrypted and `decrypt` is absent or fails. Source: Xiaomi,
 * MiBeacon protocol, versions 2 to 5.
 */
export function decodeMibeacon(
  bytes: Uint8Array,
  at: number,
  length: number,
  sender: Sender,
): DecodedBeacon | undefined {
  const control = u16le(bytes, at);
  const end = at + length;
  const objectAt = findObject(bytes, at, length, sender.address);
  if (objectAt === undefined || objectAt >= end) return undefined;
  if ((control & IS_ENCRYPTED) === 0) return readObject(bytes, objectAt, end, { packet: u8(bytes, at + 4) });
  const sealAt = end - SEAL_LENGTH;
  if (control >> 12 < SEALED_FROM || sealAt <= objectAt || sender.decrypt === undefined) return undefined;
  const plain = sender.decrypt(
    nonceOf(bytes, at, sealAt, sender.address),
    bytes.subarray(objectAt, sealAt),
    bytes.subarray(end - MIC_LENGTH, end),
    ADDITIONAL_DATA,
  );
  const packet = u8(bytes, at + 4) + 256 * uintLe(bytes, sealAt, 3);
  return plain && readObject(plain, 0, plain.length, { packet, isSealed: true });
}

/** Returns where the object begins. Undefined when there is none, or when the frame names another sender. */
function findObject(bytes: Uint8Array, at: number, length: number, address: Uint8Array): number | undefined {
  const control = u16le(bytes, at);
  if (length < HEAD_LENGTH || (control & HAS_OBJECT) === 0) return undefined;
  let next = at + HEAD_LENGTH;
  if ((control & HAS_ADDRESS) !== 0) {
    for (let i = 0; i < 6; i++) if (bytes[next + i] !== address[5 - i]) return undefined;
    next += 6;
  }
  if ((control & HAS_CAPABILITY) === 0) return next;
  return next + ((u8(bytes, next) & HAS_INPUTS) === 0 ? 1 : 3);
}

/**
 * Makes the nonce: address (least significant byte first), product, frame counter and the counter next to the
 * authentication tag.
 */
function nonceOf(bytes: Uint8Array, at: number, sealAt: number, address: Uint8Array): Uint8Array {
  const nonce = new Uint8Array(12);
  nonce.set(address.subarray(0, 6).toReversed());
  nonce.set(bytes.subarray(at + 2, at + HEAD_LENGTH), 6);
  nonce.set(bytes.subarray(sealAt, sealAt + 3), 9);
  return nonce;
}

function readObject(
  bytes: Uint8Array,
  at: number,
  end: number,
  numbered: Pick<DecodedBeacon, 'packet' | 'isSealed'>,
): DecodedBeacon | undefined {
  const length = u8(bytes, at + 2);
  if (at + 3 + length > end || length === 0) return undefined;
  const readings = OBJECTS.get(u16le(bytes, at))?.(bytes, at + 3, length);
  if (readings === undefined || Object.keys(readings).length === 0) return undefined;
  return { format: 'mibeacon', readings, ...numbered };
}

/** Reads the button's number, which starts at 0, and then how it was pressed. */
function toButton(bytes: Uint8Array, at: number, length: number): Readings {
  const press = length === 3 ? PRESSES[u8(bytes, at + 2)] : undefined;
  const number = u16le(bytes, at) + 1;
  return press === undefined ? {} : { [number === 1 ? 'button' : `button${number}`]: press };
}

function toOpening(opening: number | undefined): Readings {
  return opening === undefined ? {} : { opening };
}

function toBattery(percent: number): Readings {
  return percent <= 100 ? { battery: percent } : {};
}
