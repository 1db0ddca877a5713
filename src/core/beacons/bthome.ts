import type { DecodedBeacon } from './beacon-fields.ts';
import {
  BTHOME_OBJECTS,
  BUTTON,
  buttonEvent,
  DIMMER,
  dimmerEvent,
  isPossible,
  RAW,
  TEXT,
} from './bthome-objects.ts';
import { hex, intLe, u8, uintLe } from './bytes.ts';

export const BTHOME_SERVICE = 0xfcd2;
const VERSION_2 = 2;
const COUNTER_LENGTH = 4;
const MIC_LENGTH = 4;
/**
 * Marks a button without an event, so that the other buttons keep their numbers. A four-button device sends four
 * objects, three of them without an event. No object has the value NaN.
 */
const NOTHING = Number.NaN;

/**
 * AES-128-CCM with a tag of four bytes. Undefined when the tag does not match: a wrong key or damaged bytes. The last
 * four bytes of the nonce are the sender's counter, least significant first.
 */
export type Decrypt = (
  nonce: Uint8Array,
  ciphertext: Uint8Array,
  mic: Uint8Array,
  additional?: Uint8Array,
) => Uint8Array | undefined;

/** The sender of an advert. */
export interface Sender {
  /** Most significant byte first. */
  readonly address: Uint8Array;
  /** Decrypts the sender's data; absent when the settings have no key for it. */
  readonly decrypt?: Decrypt | undefined;
}

/**
 * Decodes BTHome v2 service data (0xFCD2), after the UUID. Undefined when it is cut short or of another version.
 * Undefined also when it is encrypted and `decrypt` is absent or fails. Source: bthome.io, format version 2.
 */
export function decodeBthome(
  bytes: Uint8Array,
  at: number,
  length: number,
  sender: Sender,
): DecodedBeacon | undefined {
  const info = u8(bytes, at);
  if (length < 2 || info >> 5 !== VERSION_2) return undefined;
  if ((info & 1) === 0) return readObjects(bytes, at + 1, at + length);
  const plain = open(bytes, at, length, sender);
  if (plain === undefined) return undefined;
  const beacon = readObjects(plain, 0, plain.length);
  return (
    beacon && {
      ...beacon,
      isSealed: true,
      packet: uintLe(bytes, at + length - COUNTER_LENGTH - MIC_LENGTH, 4),
    }
  );
}

function open(
  bytes: Uint8Array,
  at: number,
  length: number,
  { address, decrypt }: Sender,
): Uint8Array | undefined {
  const end = at + length;
  const counterAt = end - COUNTER_LENGTH - MIC_LENGTH;
  if (decrypt === undefined || counterAt <= at + 1) return undefined;
  const nonce = new Uint8Array(13);
  nonce.set(address.subarray(0, 6));
  nonce.set([BTHOME_SERVICE & 0xff, BTHOME_SERVICE >> 8, u8(bytes, at)], 6);
  nonce.set(bytes.subarray(counterAt, counterAt + COUNTER_LENGTH), 9);
  return decrypt(nonce, bytes.subarray(at + 1, counterAt), bytes.subarray(end - MIC_LENGTH, end));
}

function readObjects(bytes: Uint8Array, from: number, to: number): DecodedBeacon | undefined {
  const readings: Record<string, number | string> = {};
  let at = from;
  while (at < to) {
    const next = readObject(bytes, at, to, readings);
    if (next > to) return undefined;
    // An object of a later version has an unknown length. The objects before it are valid.
    if (next < 0) break;
    at = next;
  }
  if (at === from) return undefined;
  const { packet, ...all } = readings;
  const rest = Object.fromEntries(Object.entries(all).filter(([, value]) => !Number.isNaN(value)));
  return { format: 'bthome', readings: rest, ...(typeof packet === 'number' && { packet }) };
}

/**
 * Reads one object into `readings`. Returns where the next one begins: beyond `to` when this one is cut short, −1 for
 * an unknown object.
 */
function readObject(
  bytes: Uint8Array,
  at: number,
  to: number,
  readings: Record<string, number | string>,
): number {
  const id = u8(bytes, at);
  const known = BTHOME_OBJECTS.get(id);
  if (known === undefined) return readEvent(bytes, at, to, readings);
  const next = at + 1 + known.length;
  if (next > to) return next;
  const steps = (known.signed ? intLe : uintLe)(bytes, at + 1, known.length);
  const value = id === 0x58 ? Math.round(steps * 35) / 100 : steps / known.stepsPerUnit;
  if (isPossible(known.name, value)) put(readings, known.name, value);
  return next;
}

function readEvent(
  bytes: Uint8Array,
  at: number,
  to: number,
  readings: Record<string, number | string>,
): number {
  const id = u8(bytes, at);
  if (id === TEXT || id === RAW) return readText(bytes, at, to, readings);
  const next = at + (id === BUTTON ? 2 : 3);
  if (id !== BUTTON && id !== DIMMER) return -1;
  if (next > to) return next;
  const event = (id === BUTTON ? buttonEvent : dimmerEvent)(u8(bytes, at + 1));
  put(readings, id === BUTTON ? 'button' : 'dimmer', event ?? NOTHING);
  if (id === DIMMER) put(readings, 'steps', event === undefined ? NOTHING : u8(bytes, at + 2));
  return next;
}

/** Reads a length byte and as many bytes of text. */
function readText(
  bytes: Uint8Array,
  at: number,
  to: number,
  readings: Record<string, number | string>,
): number {
  if (at + 2 > to) return to + 1;
  const length = u8(bytes, at + 1);
  const next = at + 2 + length;
  if (next > to) return next;
  if (u8(bytes, at) === TEXT) put(readings, 'text', utf8(bytes, at + 2, length));
  else put(readings, 'raw', hex(bytes, at + 2, length));
  return next;
}

/** Adds a value. Numbers the name when the quantity repeats, as on a tag with two thermometers. */
function put(readings: Record<string, number | string>, name: string, value: number | string): void {
  let key = name;
  for (let i = 2; key in readings; i++) key = `${name}${i}`;
  readings[key] = value;
}

const DECODER = new TextDecoder();

function utf8(bytes: Uint8Array, at: number, length: number): string {
  return DECODER.decode(bytes.subarray(at, at + length));
}
