import type { BeaconFields, DecodedBeacon } from './beacon-fields.ts';
import { i8, i16be, u8, u16be } from './bytes.ts';
import { decodeRuuviAir } from './ruuvi-air.ts';
import { ABSENT_I16, ABSENT_U16, hundredths, toClimate, toPressure } from './ruuvi-climate.ts';

export const RUUVI_COMPANY = 0x0499;
/** Smallest length in bytes. Tags pad the packet with zeros. */
const FORMAT_3_LENGTH = 14;
const ABSENT_POWER_MV = 1600 + 2047;
const PAGE = /^https:\/\/ruu\.vi\/#([\w-]{8})[\w-]?$/;

/**
 * Decodes Ruuvi manufacturer data, from the format byte on: formats 3 (RAWv1), 5 (RAWv2), and those of the air
 * monitors. Omits values that the tag marks as absent. Source: Ruuvi's sensor protocol specification.
 */
export function decodeRuuvi(bytes: Uint8Array, at: number, length: number): DecodedBeacon | undefined {
  const format = u8(bytes, at);
  if (format === 3 && length >= FORMAT_3_LENGTH && isPadding(bytes, at + FORMAT_3_LENGTH, at + length))
    return { format: 'ruuvi', readings: readFormat3(bytes, at) };
  if (format === 5 && length === 24) return decodeFormat5(bytes, at);
  return decodeRuuviAir(bytes, at, length);
}

/** Decodes formats 2 and 4 of the first tags: an Eddystone URL whose fragment holds the reading. */
export function decodeRuuviUrl(url: string): DecodedBeacon | undefined {
  const text = PAGE.exec(url)?.[1];
  const bytes = text === undefined ? undefined : fromBase64Url(text);
  if (bytes === undefined || (bytes[0] !== 2 && bytes[0] !== 4)) return undefined;
  const readings = {
    humidity: u8(bytes, 1) / 2,
    temperature: signMagnitude(bytes, 2),
    pressure: toPressure(bytes, 4),
  };
  return { format: 'ruuvi', readings };
}

function readFormat3(bytes: Uint8Array, at: number): BeaconFields {
  const millivolts = u16be(bytes, at + 12);
  return {
    humidity: u8(bytes, at + 1) / 2,
    temperature: signMagnitude(bytes, at + 2),
    pressure: toPressure(bytes, at + 4),
    ...accelerationOf(bytes, at + 6),
    ...batteryOf(millivolts),
  };
}

function isPadding(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (u8(bytes, at) !== 0) return false;
  return true;
}

function decodeFormat5(bytes: Uint8Array, at: number): DecodedBeacon {
  const power = u16be(bytes, at + 13);
  const millivolts = 1600 + (power >> 5);
  const movements = u8(bytes, at + 15);
  const packet = u16be(bytes, at + 16);
  return {
    format: 'ruuvi',
    readings: {
      ...toClimate(bytes, at),
      ...accelerationOf(bytes, at + 7),
      ...(millivolts !== ABSENT_POWER_MV && batteryOf(millivolts)),
      ...((power & 0x1f) !== 0x1f && { txPower: -40 + 2 * (power & 0x1f) }),
      ...(movements !== 0xff && { movements }),
    },
    ...(packet !== ABSENT_U16 && { packet }),
  };
}

/** Reads milli-g along the tag's axes. */
function accelerationOf(bytes: Uint8Array, at: number): BeaconFields {
  const x = i16be(bytes, at);
  const y = i16be(bytes, at + 2);
  const z = i16be(bytes, at + 4);
  if (x === ABSENT_I16 || y === ABSENT_I16 || z === ABSENT_I16) return {};
  return { acceleration: Math.hypot(x, y, z), accelerationX: x, accelerationY: y, accelerationZ: z };
}

/** Discharge curve of the lithium coin cell (CR2477) under a tag's load, as points of volts and percent. */
const DISCHARGE = [
  [2.45, 20],
  [2.5, 40],
  [2.6, 60],
  [3, 100],
] as const;

function batteryOf(millivolts: number): BeaconFields {
  const volts = millivolts / 1000;
  return { batteryMv: millivolts, battery: Math.round(10 * percentAt(volts)) / 10 };
}

function percentAt(volts: number): number {
  let [fromV, fromPercent]: readonly [number, number] = DISCHARGE[0];
  if (volts < fromV) return 0;
  for (const [toV, toPercent] of DISCHARGE) {
    if (volts < toV) return fromPercent + ((volts - fromV) / (toV - fromV)) * (toPercent - fromPercent);
    [fromV, fromPercent] = [toV, toPercent];
  }
  return 100;
}

/** Reads degrees: one byte for sign and whole degrees, one for hundredths. */
function signMagnitude(bytes: Uint8Array, at: number): number {
  const degrees = (i8(bytes, at) & 0x7f) + u8(bytes, at + 1) / 100;
  return hundredths((u8(bytes, at) & 0x80) === 0 ? degrees : -degrees);
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Decodes eight characters into six bytes. */
function fromBase64Url(text: string): Uint8Array {
  const bytes = new Uint8Array(6);
  for (let group = 0; group < 2; group++) {
    let bits = 0;
    for (let i = 0; i < 4; i++) bits = bits * 64 + ALPHABET.indexOf(text[4 * group + i] ?? 'A');
    bytes[3 * group] = bits >> 16;
    bytes[3 * group + 1] = bits >> 8;
    bytes[3 * group + 2] = bits;
  }
  return bytes;
}
