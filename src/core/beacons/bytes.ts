/** Reads numbers from byte arrays. A position out of range reads as 0: callers check lengths first. */

export function u8(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

export function i8(bytes: Uint8Array, at: number): number {
  return (u8(bytes, at) << 24) >> 24;
}

export function u16be(bytes: Uint8Array, at: number): number {
  return (u8(bytes, at) << 8) | u8(bytes, at + 1);
}

export function i16be(bytes: Uint8Array, at: number): number {
  return (u16be(bytes, at) << 16) >> 16;
}

export function u16le(bytes: Uint8Array, at: number): number {
  return u8(bytes, at) | (u8(bytes, at + 1) << 8);
}

export function u32be(bytes: Uint8Array, at: number): number {
  return u16be(bytes, at) * 0x1_0000 + u16be(bytes, at + 2);
}

/** Reads an unsigned little-endian integer of up to six bytes. */
export function uintLe(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = value * 256 + u8(bytes, at + i);
  return value;
}

export function intLe(bytes: Uint8Array, at: number, length: number): number {
  const value = uintLe(bytes, at, length);
  const span = 2 ** (8 * length);
  return value >= span / 2 ? value - span : value;
}

export function hex(bytes: Uint8Array, at: number, length: number): string {
  let text = '';
  for (let i = at; i < at + length; i++) text += u8(bytes, i).toString(16).padStart(2, '0');
  return text;
}

/** Returns whether `bytes` has the first `length` bytes of `start` at `at`. */
export function hasBytes(bytes: Uint8Array, at: number, start: Uint8Array, length: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[at + i] !== start[i]) return false;
  return true;
}
