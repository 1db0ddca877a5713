import { createHmac, timingSafeEqual } from 'node:crypto';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import { readFirstLine } from '../../files/read-secrets.ts';
import type { BleAdvert } from '../../ports/links.ts';

/**
 * A satellite's message: what it received since its last message. It holds tags by id and radios by pseudonym, but no
 * address.
 */
export interface SatelliteMessage {
  /** Random id of one run of the satellite. `seq` counts the messages of that run, from 1 on. */
  readonly boot: string;
  readonly seq: number;
  /** Epoch time by the satellite's own clock, in ms. */
  readonly sentAt: number;
  readonly adverts: readonly BleAdvert[];
}

const LEAST_KEY_BYTES = 16;
const MAC_CHARS = 43;

/** Reads the key from the file's first line. Refuses a key that is short enough to be guessed. */
export function readSatelliteKey(keyFile: string): Buffer {
  let line: string;
  try {
    line = readFirstLine(keyFile).trim();
  } catch (error) {
    throw new GatewayError('LINK_NOT_FOUND', `the receiver's key file '${keyFile}' cannot be read`, error);
  }
  if (line.length >= LEAST_KEY_BYTES) return Buffer.from(line);
  throw new GatewayError(
    'LINK_NOT_FOUND',
    `the receiver's key in '${keyFile}' is shorter than ${LEAST_KEY_BYTES} characters: ` +
      'make one with "openssl rand -base64 32" and copy it to both machines, mode 0600',
  );
}

/**
 * Returns the text to send: a MAC, then the message in plain JSON. The MAC covers the topic, so a message is valid on
 * its own topic only.
 */
export function sign(key: Buffer, topic: string, message: SatelliteMessage): string {
  const text = JSON.stringify(message);
  return macOf(key, topic, text) + text;
}

/** Decodes the satellite messages of one topic. It accepts only messages with a valid MAC, each once and in order. */
export class SatelliteDecoder {
  readonly #key: Buffer;
  readonly #topic: string;
  #boot = '';
  #seq = 0;
  #sentAt = Number.NEGATIVE_INFINITY;
  readonly #clock = new ClockOffset();

  constructor(key: Buffer, topic: string) {
    this.#key = key;
    this.#topic = topic;
  }

  /**
   * Returns the adverts, with their times converted to the gateway's clock. Undefined for a message with a wrong MAC,
   * and for a replay.
   */
  open(payload: string, nowMs: number): readonly BleAdvert[] | undefined {
    const text = payload.slice(MAC_CHARS);
    if (!isSame(payload.slice(0, MAC_CHARS), macOf(this.#key, this.#topic, text))) return undefined;
    // The MAC proves that a satellite made this text, so it needs no further check.
    const { boot, seq, sentAt, adverts } = JSON.parse(text) as SatelliteMessage;
    const isNew = boot === this.#boot ? seq > this.#seq : sentAt > this.#sentAt;
    if (!isNew) return undefined;
    if (boot !== this.#boot) this.#clock.forget();
    this.#boot = boot;
    this.#seq = seq;
    this.#sentAt = Math.max(sentAt, this.#sentAt);
    const offsetMs = this.#clock.updateOffset(sentAt, nowMs);
    return adverts.map((advert) => ({ ...advert, at: Math.round(advert.at + offsetMs) as EpochMs }));
  }
}

/** Estimates how far the satellite's clock is behind the gateway's, from the fastest message of the last minutes. */
export class ClockOffset {
  /** Smallest difference between arrival and sending time in each of the last 5 minutes, newest last. */
  #least: { readonly minute: number; readonly ms: number }[] = [];

  updateOffset(sentAt: number, nowMs: number): number {
    const minute = Math.floor(nowMs / 60_000);
    const ms = nowMs - sentAt;
    const last = this.#least.at(-1);
    if (last?.minute !== minute) this.#least.push({ minute, ms });
    else if (ms < last.ms) this.#least[this.#least.length - 1] = { minute, ms };
    // When a clock was set, the difference jumps and earlier values are void.
    this.#least = this.#least.filter((each) => minute - each.minute < 5 && Math.abs(each.ms - ms) < 5_000);
    return Math.min(...this.#least.map((each) => each.ms));
  }

  forget(): void {
    this.#least = [];
  }
}

function macOf(key: Buffer, topic: string, text: string): string {
  return createHmac('sha256', key).update(`${topic}\n`).update(text).digest('base64url');
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
