import type { BeaconFields } from './beacon-fields.ts';
import { i16be, u16be } from './bytes.ts';

export const ABSENT_U16 = 0xffff;
export const ABSENT_I16 = -0x8000;

/** Reads temperature, humidity and pressure as in formats 5, 6 and E1; `at` is the format byte. */
export function toClimate(bytes: Uint8Array, at: number): BeaconFields {
  const temperature = i16be(bytes, at + 1);
  const humidity = u16be(bytes, at + 3);
  const pressure = u16be(bytes, at + 5);
  return {
    ...(temperature !== ABSENT_I16 && { temperature: hundredths(temperature / 200) }),
    ...(humidity !== ABSENT_U16 && { humidity: hundredths(humidity / 400) }),
    ...(pressure !== ABSENT_U16 && { pressure: toPressure(bytes, at + 5) }),
  };
}

/** Reads a pressure in hectopascals. The raw value is the pressure in pascals minus 50,000. */
export function toPressure(bytes: Uint8Array, at: number): number {
  return (u16be(bytes, at) + 50_000) / 100;
}

export function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
