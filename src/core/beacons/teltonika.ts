import type { DecodedBeacon } from './beacon-fields.ts';
import { i8, i16be, u8, u16be } from './bytes.ts';

export const TELTONIKA_COMPANY = 0x089a;
const VERSION = 1;
/** Bits of the flags. Each announces a value, in this order, except magnet and low battery, which are only flags. */
const TEMPERATURE = 0x01;
const HUMIDITY = 0x02;
const HAS_MAGNET = 0x04;
const IS_MAGNET_NEAR = 0x08;
const MOVEMENT = 0x10;
const ANGLE = 0x20;
const IS_BATTERY_LOW = 0x40;
const VOLTAGE = 0x80;

type Read = (bytes: Uint8Array, at: number) => Record<string, number>;

const FIELDS: readonly (readonly [flag: number, length: number, read: Read])[] = [
  [TEMPERATURE, 2, (bytes, at) => ({ temperature: i16be(bytes, at) / 100 })],
  [HUMIDITY, 1, (bytes, at) => ({ humidity: u8(bytes, at) })],
  [MOVEMENT, 2, (bytes, at) => ({ moving: u8(bytes, at) >> 7, movements: u16be(bytes, at) & 0x7fff })],
  [ANGLE, 3, (bytes, at) => ({ pitch: i8(bytes, at), roll: i16be(bytes, at + 1) })],
  [VOLTAGE, 1, (bytes, at) => ({ batteryMv: 2000 + 10 * u8(bytes, at) })],
];

/**
 * Decodes Teltonika EYE sensor manufacturer data, from the version on: flags and the values that these announce.
 * Undefined when the length does not match the flags. Source: Teltonika, EYE sensor, protocol description.
 */
export function decodeTeltonika(bytes: Uint8Array, at: number, length: number): DecodedBeacon | undefined {
  if (length < 2 || u8(bytes, at) !== VERSION) return undefined;
  const flags = u8(bytes, at + 1);
  const fields = FIELDS.filter(([flag]) => (flags & flag) !== 0);
  if (fields.reduce((sum, [, size]) => sum + size, 2) !== length) return undefined;
  const readings: Record<string, number> = {
    ...((flags & HAS_MAGNET) !== 0 && { opening: (flags & IS_MAGNET_NEAR) === 0 ? 1 : 0 }),
    batteryLow: (flags & IS_BATTERY_LOW) === 0 ? 0 : 1,
  };
  let field = at + 2;
  for (const [, size, read] of fields) {
    Object.assign(readings, read(bytes, field));
    field += size;
  }
  return { format: 'teltonika', readings };
}
