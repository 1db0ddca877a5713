import type { BeaconFields, DecodedBeacon } from './beacon-fields.ts';
import { u8, u16be } from './bytes.ts';
import { ABSENT_U16, toClimate } from './ruuvi-climate.ts';

const LENGTH_6 = 20;
/** Length of format E1, which needs extended advertising. */
const LENGTH_E1 = 40;
const ABSENT_INDEX = 511;
const ABSENT_U24 = 0xff_ffff;

/**
 * Decodes formats 6 and E1 of Ruuvi's air monitors, from the format byte on. Source: Ruuvi's sensor protocol
 * specification.
 */
export function decodeRuuviAir(bytes: Uint8Array, at: number, length: number): DecodedBeacon | undefined {
  const format = u8(bytes, at);
  if (format === 6 && length === LENGTH_6) return decodeFormat6(bytes, at);
  if (format === 0xe1 && length === LENGTH_E1) return decodeFormatE1(bytes, at);
  return undefined;
}

function decodeFormat6(bytes: Uint8Array, at: number): DecodedBeacon {
  return {
    format: 'ruuvi',
    readings: {
      ...toClimate(bytes, at),
      ...particlesOf(bytes, at + 7, 'pm2.5'),
      ...gasesOf(bytes, at + 9, u8(bytes, at + 16)),
    },
    packet: u8(bytes, at + 15),
  };
}

function decodeFormatE1(bytes: Uint8Array, at: number): DecodedBeacon {
  const light = u24be(bytes, at + 19);
  const packet = u24be(bytes, at + 25);
  return {
    format: 'ruuvi',
    readings: {
      ...toClimate(bytes, at),
      ...particlesOf(bytes, at + 7, 'pm1'),
      ...particlesOf(bytes, at + 9, 'pm2.5'),
      ...particlesOf(bytes, at + 11, 'pm4'),
      ...particlesOf(bytes, at + 13, 'pm10'),
      ...gasesOf(bytes, at + 15, u8(bytes, at + 28)),
      ...(light !== ABSENT_U24 && { illuminance: light / 100 }),
    },
    ...(packet !== ABSENT_U24 && { packet }),
  };
}

/** Reads particles in micrograms per cubic metre. */
function particlesOf(bytes: Uint8Array, at: number, name: string): BeaconFields {
  const tenths = u16be(bytes, at);
  return tenths === ABSENT_U16 ? {} : { [name]: tenths / 10 };
}

/** Reads carbon dioxide and two indices whose lowest bits are in the flags. */
function gasesOf(bytes: Uint8Array, at: number, flags: number): BeaconFields {
  const co2 = u16be(bytes, at);
  const voc = u8(bytes, at + 2) * 2 + ((flags >> 6) & 1);
  const nox = u8(bytes, at + 3) * 2 + ((flags >> 7) & 1);
  return {
    ...(co2 !== ABSENT_U16 && { co2 }),
    ...(voc !== ABSENT_INDEX && { vocIndex: voc }),
    ...(nox !== ABSENT_INDEX && { noxIndex: nox }),
  };
}

function u24be(bytes: Uint8Array, at: number): number {
  return (u8(bytes, at) << 16) | u16be(bytes, at + 1);
}
