import type { DecodedBeacon } from './beacon-fields.ts';
import { i8, intLe, u8, u16le } from './bytes.ts';

export const KONTAKT_SERVICE = 0xfe6a;
const KONTAKT_TELEMETRY = 0x03;
/** Age, in seconds, up to which the last event counts as new. A tag sends the age of its last event for hours. */
const NEWS_S = 5;
const NEVER_S = 0xffff;

type Readings = Record<string, number | string>;

/** Length and reader of each field, by its identifier. A reader starts at the field's first value byte. */
const FIELDS: ReadonlyMap<
  number,
  readonly [length: number, read: (bytes: Uint8Array, at: number) => Readings]
> = new Map<number, readonly [number, (bytes: Uint8Array, at: number) => Readings]>([
  [0x01, [5, (bytes, at) => toBattery(u8(bytes, at + 4))]],
  [0x02, [8, (bytes, at) => toMoving(u16le(bytes, at + 6))]],
  [0x05, [2, (bytes, at) => ({ light: u8(bytes, at), temperature: i8(bytes, at + 1) })]],
  [0x07, [2, (bytes, at) => toMoving(u16le(bytes, at))]],
  [0x0a, [1, (bytes, at) => ({ light: u8(bytes, at) })]],
  [0x0b, [1, (bytes, at) => ({ temperature: i8(bytes, at) })]],
  [0x0c, [1, (bytes, at) => toBattery(u8(bytes, at))]],
  [0x0d, [2, (bytes, at) => toPress(u16le(bytes, at))]],
  [0x11, [3, (bytes, at) => ({ ...toPress(u16le(bytes, at + 1)), packet: u8(bytes, at) })]],
  [0x12, [1, (bytes, at) => ({ humidity: u8(bytes, at) })]],
  [0x13, [2, (bytes, at) => ({ temperature: Math.round((100 * intLe(bytes, at, 2)) / 256) / 100 })]],
  [0x16, [3, (bytes, at) => toMoving(u16le(bytes, at + 1))]],
]);

/**
 * Decodes Kontakt.io telemetry (service data 0xFE6A, payload 3), from the payload's identifier on. A field is a
 * length, an identifier and values. Undefined for another payload, or when a field is cut. Source: Kontakt.io,
 * telemetry packet.
 */
export function decodeKontakt(bytes: Uint8Array, at: number, length: number): DecodedBeacon | undefined {
  if (length < 3 || u8(bytes, at) !== KONTAKT_TELEMETRY) return undefined;
  const readings: Readings = {};
  const end = at + length;
  for (let field = at + 1; field < end; field += 1 + u8(bytes, field)) {
    const fieldLength = u8(bytes, field);
    if (fieldLength === 0 || field + 1 + fieldLength > end) return undefined;
    const [expected, read] = FIELDS.get(u8(bytes, field + 1)) ?? [];
    if (read !== undefined && fieldLength === 1 + (expected ?? 0))
      Object.assign(readings, read(bytes, field + 2));
  }
  const { packet, ...rest } = readings;
  const isPress = rest['button'] !== undefined && typeof packet === 'number';
  return { format: 'kontakt', readings: rest, ...(isPress && { packet }) };
}

/** A value above 100 % means a tag without a battery. */
function toBattery(percent: number): Readings {
  return percent <= 100 ? { battery: percent } : {};
}

function toMoving(sinceS: number): Readings {
  return sinceS === NEVER_S ? {} : { moving: sinceS <= NEWS_S ? 1 : 0 };
}

function toPress(sinceS: number): Readings {
  return sinceS <= NEWS_S ? { button: 'press' } : {};
}
