/** A target on the radar's plane in millimetres: x to the radar's right, y away from it. */
export interface RadarTarget {
  readonly xMm: number;
  readonly yMm: number;
}

export type RadarModel = 'ld2450' | 'rd-03d' | 'ld2460';

interface Protocol {
  readonly head: readonly number[];
  readonly tail: readonly number[];
  /** Returns the length of a frame in bytes, from its first bytes. Undefined when these bytes cannot begin a frame. */
  readonly length: (bytes: Uint8Array) => number | undefined;
  readonly targets: (frame: DataView) => RadarTarget[];
}

/** Largest number of bytes that are kept while the rest of a frame is missing. Every frame is shorter. */
const MOST_BYTES = 512;
const LD2450_BYTES = 30;
const LD2460_LEAST = 11;
const LD2460_MOST = LD2460_LEAST + 5 * 4;
const DM_MM = 100;

/**
 * Frame of the LD2450 and the RD-03D, by Hi-Link's protocol: three targets of eight bytes each. Numbers are sign and
 * magnitude; a set top bit means plus.
 */
const LD2450: Protocol = {
  head: [0xaa, 0xff, 0x03, 0x00],
  tail: [0x55, 0xcc],
  length: () => LD2450_BYTES,
  targets: (frame) =>
    [4, 12, 20].flatMap((at) => {
      const [xMm, yMm] = [signed(frame.getUint16(at, true)), signed(frame.getUint16(at + 2, true))];
      return xMm === 0 && yMm === 0 ? [] : [{ xMm, yMm }];
    }),
};

/** Frame of the LD2460: up to five targets, in decimetres as two's complement. */
const LD2460: Protocol = {
  head: [0xf4, 0xf3, 0xf2, 0xf1, 0x04],
  tail: [0xf8, 0xf7, 0xf6, 0xf5],
  length: (bytes) => {
    const length = (bytes[5] ?? 0) + 256 * (bytes[6] ?? 0);
    const isWhole = length >= LD2460_LEAST && length <= LD2460_MOST && (length - LD2460_LEAST) % 4 === 0;
    return isWhole ? length : undefined;
  },
  targets: (frame) =>
    Array.from({ length: (frame.byteLength - LD2460_LEAST) / 4 }, (_none, i) => {
      const at = 7 + 4 * i;
      return { xMm: frame.getInt16(at, true) * DM_MM, yMm: frame.getInt16(at + 2, true) * DM_MM };
    }),
};

const PROTOCOLS: Readonly<Record<RadarModel, Protocol>> = {
  ld2450: LD2450,
  'rd-03d': LD2450,
  ld2460: LD2460,
};

function signed(value: number): number {
  const size = value % 0x8000;
  return value >= 0x8000 || size === 0 ? size : -size;
}

/** Splits a radar's bytes into frames and returns the targets of each. Skips a damaged frame up to the next header. */
export class RadarFrames {
  readonly #protocol: Protocol;
  #waiting: Uint8Array = new Uint8Array(0);

  constructor(model: RadarModel) {
    this.#protocol = PROTOCOLS[model];
  }

  push(chunk: Uint8Array): RadarTarget[][] {
    const found: RadarTarget[][] = [];
    for (let from = 0; from < chunk.length; from += MOST_BYTES) {
      this.#add(chunk.subarray(from, from + MOST_BYTES), found);
    }
    return found;
  }

  #add(chunk: Uint8Array, found: RadarTarget[][]): void {
    const bytes = new Uint8Array(this.#waiting.length + chunk.length);
    bytes.set(this.#waiting);
    bytes.set(chunk, this.#waiting.length);
    const { head, tail, length, targets } = this.#protocol;
    let at = 0;
    while (at + head.length + 2 < bytes.length) {
      if (!startsWith(bytes, at, head)) {
        at += 1;
        continue;
      }
      const size = length(bytes.subarray(at));
      if (size !== undefined && at + size > bytes.length) break;
      if (size === undefined || !startsWith(bytes, at + size - tail.length, tail)) {
        at += 1;
        continue;
      }
      found.push(targets(new DataView(bytes.buffer, at, size)));
      at += size;
    }
    this.#waiting = bytes.slice(at).slice(-MOST_BYTES);
  }
}

function startsWith(bytes: Uint8Array, at: number, wanted: readonly number[]): boolean {
  return wanted.every((byte, i) => bytes[at + i] === byte);
}

/** Commands that switch a radar to reporting several targets. The RD-03D starts with only one target. */
export const MANY_TARGETS: Readonly<Record<RadarModel, readonly string[]>> = {
  ld2450: ['fdfcfbfa0400ff00010004030201', 'fdfcfbfa0200900004030201', 'fdfcfbfa0200fe0004030201'],
  'rd-03d': ['fdfcfbfa0400ff00010004030201', 'fdfcfbfa0200900004030201', 'fdfcfbfa0200fe0004030201'],
  ld2460: [],
};
