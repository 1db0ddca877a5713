import type { BeaconFields, DecodedBeacon } from './beacon-fields.ts';
import { i16be, u8, u16be } from './bytes.ts';

export const MINEW_SERVICE = 0xffe1;
export const MINEW_FRAME = 0xa1;
const INFO = 0x08;

interface Frame {
  readonly length: number;
  /** Position of the address, least significant byte first. */
  readonly addressAt: number;
  readonly read: (bytes: Uint8Array, at: number) => BeaconFields;
}

const flag = (name: string) => (bytes: Uint8Array, at: number) => ({ [name]: u8(bytes, at) & 1 });

/** Frames by the byte after the frame's mark. Fields begin after the battery byte. */
const FRAMES: ReadonlyMap<number, Frame> = new Map([
  [0x01, { length: 13, addressAt: 7, read: readClimate }],
  [0x02, { length: 10, addressAt: 4, read: flag('light') }],
  [0x03, { length: 15, addressAt: 9, read: readAcceleration }],
  [0x05, { length: 11, addressAt: 5, read: (bytes, at) => ({ illuminance: u16be(bytes, at) }) }],
  [INFO, { length: 0, addressAt: 3, read: () => ({}) }],
  [0x11, { length: 11, addressAt: 5, read: (bytes, at) => ({ motion: u16be(bytes, at) & 1 }) }],
  [0x13, { length: 11, addressAt: 5, read: (bytes, at) => ({ temperature: fixedPoint(bytes, at) }) }],
  [0x18, { length: 14, addressAt: 8, read: (bytes, at) => ({ vibration: u8(bytes, at + 4) & 1 }) }],
  [0x20, { length: 10, addressAt: 4, read: flag('tamper') }],
  [0x21, { length: 10, addressAt: 4, read: flag('moistureDetected') }],
]);

/**
 * Decodes Minew service data (0xFFE1), from the frame's mark on. Other makers use the same UUID. The address in the
 * frame must therefore match `address` (most significant byte first). Source: Minew's broadcast frames, as
 * advlib-ble-services lists them.
 */
export function decodeMinew(
  bytes: Uint8Array,
  at: number,
  length: number,
  address: Uint8Array,
): DecodedBeacon | undefined {
  if (length < 3 || u8(bytes, at) !== MINEW_FRAME) return undefined;
  const frame = FRAMES.get(u8(bytes, at + 1));
  const battery = u8(bytes, at + 2);
  if (frame === undefined || battery > 100 || !isLength(frame, length)) return undefined;
  if (!isReversed(bytes, at + frame.addressAt, address)) return undefined;
  return { format: 'minew', readings: { battery, ...frame.read(bytes, at + 3) } };
}

/** Length 0 marks the information frame, which ends in a name of any length. */
function isLength({ length }: Frame, actual: number): boolean {
  return length === 0 ? actual >= 9 : actual === length;
}

function isReversed(bytes: Uint8Array, at: number, address: Uint8Array): boolean {
  for (let i = 0; i < 6; i++) if (bytes[at + i] !== address[5 - i]) return false;
  return true;
}

function readClimate(bytes: Uint8Array, at: number): BeaconFields {
  return { temperature: fixedPoint(bytes, at), humidity: fixedPoint(bytes, at + 2) };
}

function readAcceleration(bytes: Uint8Array, at: number): BeaconFields {
  const [x = 0, y = 0, z = 0] = [0, 2, 4].map((axis) => Math.round((1000 * i16be(bytes, at + axis)) / 256));
  return { accelerationX: x, accelerationY: y, accelerationZ: z };
}

/** Reads a number with eight bits before and eight after the binary point, rounded to two decimals. */
function fixedPoint(bytes: Uint8Array, at: number): number {
  return Math.round((100 * i16be(bytes, at)) / 256) / 100;
}
