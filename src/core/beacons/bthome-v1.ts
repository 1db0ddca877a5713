import type { DecodedBeacon } from './beacon-fields.ts';
import type { Sender } from './bthome.ts';
import { BTHOME_OBJECTS, BUTTON, buttonEvent, isPossible } from './bthome-objects.ts';
import { intLe, u8, uintLe } from './bytes.ts';

export const BTHOME_V1_SERVICE = 0x181c;
export const BTHOME_V1_SEALED_SERVICE = 0x181e;
const COUNTER_LENGTH = 4;
const MIC_LENGTH = 4;
const ADDITIONAL_DATA = Uint8Array.of(0x11);
const UNSIGNED = 0;
const SIGNED = 1;
/** Longest number of an object, in bytes. */
const MAX_BYTES = 4;

type Readings = Record<string, number | string>;

/**
 * Decodes BTHome v1 service data, after the UUID. Each object is a byte for type and length, an id and a value.
 * Undefined when an object is cut. Source: bthome.io, format version 1.
 */
export function decodeBthomeV1(bytes: Uint8Array, at: number, length: number): DecodedBeacon | undefined {
  const readings: Readings = {};
  const end = at + length;
  for (let object = at; object < end; object += 1 + (u8(bytes, object) & 0x1f)) {
    const size = u8(bytes, object) & 0x1f;
    if (size < 2 || object + 1 + size > end) return undefined;
    readObject(bytes, object, size - 1, readings);
  }
  const { packet, ...rest } = readings;
  if (length === 0) return undefined;
  return { format: 'bthome', readings: rest, ...(typeof packet === 'number' && { packet }) };
}

/** Decodes the encrypted form of BTHome v1, which ends in a counter and an authentication tag. */
export function decodeSealedBthomeV1(
  bytes: Uint8Array,
  at: number,
  length: number,
  { address, decrypt }: Sender,
): DecodedBeacon | undefined {
  const end = at + length;
  const counterAt = end - COUNTER_LENGTH - MIC_LENGTH;
  if (decrypt === undefined || counterAt <= at) return undefined;
  const nonce = new Uint8Array(12);
  nonce.set(address.subarray(0, 6));
  nonce.set([BTHOME_V1_SEALED_SERVICE & 0xff, BTHOME_V1_SEALED_SERVICE >> 8], 6);
  nonce.set(bytes.subarray(counterAt, counterAt + COUNTER_LENGTH), 8);
  const mic = bytes.subarray(end - MIC_LENGTH, end);
  const plain = decrypt(nonce, bytes.subarray(at, counterAt), mic, ADDITIONAL_DATA);
  const beacon = plain && decodeBthomeV1(plain, 0, plain.length);
  return beacon && { ...beacon, isSealed: true, packet: uintLe(bytes, counterAt, COUNTER_LENGTH) };
}

function readObject(bytes: Uint8Array, object: number, length: number, readings: Readings): void {
  const type = u8(bytes, object) >> 5;
  const id = u8(bytes, object + 1);
  if (id === BUTTON) {
    const event = buttonEvent(u8(bytes, object + 2));
    if (event !== undefined) readings['button'] = event;
    return;
  }
  const known = BTHOME_OBJECTS.get(id);
  if (known === undefined || (type !== UNSIGNED && type !== SIGNED) || length > MAX_BYTES) return;
  const steps = (type === SIGNED ? intLe : uintLe)(bytes, object + 2, length);
  const value = steps / known.stepsPerUnit;
  if (isPossible(known.name, value)) readings[known.name] = value;
}
