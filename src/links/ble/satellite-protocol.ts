import { createHmac, timingSafeEqual } from 'node:crypto';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import { readFirstLine } from '../../files/read-secrets.ts';
import type { BleAdvert } from '../../ports/links.ts';

/** What a satellite sends: what it heard since the last one. Tags by name, radios by pseudonym: no address in it. */
export interface SatelliteMessage {
  /** Changes at every start; `seq` counts from 1 within it. */
  readonly boot: string;
  readonly seq: number;
  /** By the satellite's own clock. */
  readonly sentAt: number;
  readonly adverts: readonly BleAdvert[];
}

const LEAST_KEY_BYTES = 16;
const MAC_CHARS = 43;

/** The file's first line; long enough that it cannot be guessed. */
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

/** The text that is sent: its seal, then the message. The topic is sealed too, so that none passes for another. */
export function encrypt(key: Buffer, topic: string, message: SatelliteMessage): string {
  const text = JSON.stringify(message);
  return macOf(key, topic, text) + text;
}

/** Opens what satellites send on one topic: only with the right seal, and each message once, in order. */
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

  /** The adverts, on our clock; undefined for what is not from the satellite, or was played again. */
  open(payload: string, nowMs: number): readonly BleAdvert[] | undefined {
    const text = payload.slice(MAC_CHARS);
    if (!isSame(payload.slice(0, MAC_CHARS), macOf(this.#key, this.#topic, text))) return undefined;
    // What bears the seal was made by `seal`.
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

/** How far the satellite's clock is behind ours: the message that travelled fastest in the last minutes tells. */
export class ClockOffset {
  /** Least difference of each of the last minutes, newest last. */
  #least: { readonly minute: number; readonly ms: number }[] = [];

  updateOffset(sentAt: number, nowMs: number): number {
    const minute = Math.floor(nowMs / 60_000);
    const ms = nowMs - sentAt;
    const last = this.#least.at(-1);
    if (last?.minute !== minute) this.#least.push({ minute, ms });
    else if (ms < last.ms) this.#least[this.#least.length - 1] = { minute, ms };
    // A clock that is set jumps; what was measured before says nothing then.
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
