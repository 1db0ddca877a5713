import type { BeaconFields, DecodedBeacon } from './beacon-fields.ts';
import { hasBytes, i8, i16be, u8 } from './bytes.ts';

export const HOLYIOT_SERVICE = 0x5242;
const LENGTH = 13;

/**
 * Decodes HolyIOT tracker service data, after its UUID (`RB`). It holds a version, battery %, the address again, a
 * device type of two bytes and one measurement. `address` is most significant byte first. Data with another address is
 * no HolyIOT data. Source: HolyIOT's advertising format as described by the ble_monitor project.
 */
export function decodeHolyIot(
  bytes: Uint8Array,
  at: number,
  length: number,
  address: Uint8Array,
): DecodedBeacon | undefined {
  if (length !== LENGTH || !hasBytes(bytes, at + 2, address, 6)) return undefined;
  const measured = measurement(bytes, at + 10);
  const battery = u8(bytes, at + 1);
  if (measured === undefined || battery > 100) return undefined;
  return { format: 'holyiot', readings: { battery, ...measured } };
}

function measurement(bytes: Uint8Array, at: number): BeaconFields | undefined {
  const value = u8(bytes, at + 1);
  switch (u8(bytes, at)) {
    case 1: {
      const degrees = i8(bytes, at + 1);
      const hundredths = u8(bytes, at + 2) / 100;
      return {
        temperature: Math.round(100 * (degrees < 0 ? degrees - hundredths : degrees + hundredths)) / 100,
      };
    }
    case 2:
      return { pressure: 80_000 + i16be(bytes, at + 1) };
    case 3:
      return { humidity: value };
    case 4:
      return { vibration: value };
    case 5:
      return { side: value };
    case 6:
      return value === 1 ? { button: 'toggle' } : undefined;
    default:
      return undefined;
  }
}
