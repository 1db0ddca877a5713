import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { EpochMs } from '../../core/model/ids.ts';
import type { TimeQuality } from '../../ports/clock.ts';
import type { Lane, OutboxRow } from '../../ports/event-store.ts';
import { NEWEST_WORDS, PACKING_WORDS } from './packing-words.ts';

/** A row, an event or a window as the database stores it. Windows have their own numbers, apart from the outbox's. */
export interface StoredRow {
  readonly seq: number;
  readonly lane: Lane | 'window';
  readonly start: number;
  readonly duration: number;
  readonly revision: number;
  readonly boot: string;
  readonly mono: number;
  readonly wall: number;
  readonly quality: number;
  readonly payload: string | Buffer;
  readonly crc: number;
}

export type UnsealedRow = Omit<StoredRow, 'crc' | 'payload' | 'quality'> & {
  readonly payload: string;
  readonly quality: TimeQuality;
};

/** The database stores positions in this list: never reorder. */
const QUALITIES: readonly TimeQuality[] = ['synced', 'holdover', 'unsynced'];
export const UNSYNCED: number = QUALITIES.indexOf('unsynced');

/** Deflating texts shorter than this many characters gains nothing. */
const SHORT_CHARACTERS = 100;

/**
 * Low bits of the byte before deflated bytes; its high bits name the dictionary. Deflated bytes never start with these
 * bits: the block type is reserved (RFC 1951, section 3.2.3). Rows of earlier releases have no such byte.
 */
const WITH_WORDS = 0b111;
const WORDS_SHIFT = 3;

export function compress(text: string): string | Buffer {
  if (text.length < SHORT_CHARACTERS) return text;
  const dictionary = PACKING_WORDS[NEWEST_WORDS];
  const first = Buffer.of((NEWEST_WORDS << WORDS_SHIFT) | WITH_WORDS);
  return Buffer.concat([first, deflateRawSync(text, { dictionary })]);
}

/** Throws for bytes that `compress` did not make. */
export function decompress(packed: string | Buffer): string {
  if (typeof packed === 'string') return packed;
  const first = packed[0] ?? 0;
  if ((first & WITH_WORDS) !== WITH_WORDS) return inflateRawSync(packed).toString();
  return inflateRawSync(packed.subarray(1), { dictionary: PACKING_WORDS[first >> WORDS_SHIFT] }).toString();
}

/** Bytes of one piece. Deflate looks back 32 kB, so each piece is packed against the nearby part of the other text. */
const PIECE_BYTES = 8_192;

function around(other: Buffer, at: number): Buffer {
  return other.subarray(Math.max(0, at - PIECE_BYTES), at + 2 * PIECE_BYTES);
}

/** Packs a text against a similar one, so that shared parts cost almost nothing. Reading it back needs `other`. */
export function packLike(text: string, other: Buffer): Buffer {
  const bytes = Buffer.from(text);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const piece = deflateRawSync(bytes.subarray(at, at + PIECE_BYTES), { dictionary: around(other, at) });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(piece.length);
    pieces.push(length, piece);
  }
  return Buffer.concat(pieces);
}

/** Throws for bytes that `packLike` did not make with the same `other`. */
export function unpackLike(packed: Buffer, other: Buffer): string {
  const pieces: Buffer[] = [];
  // Zeros pad the last page of packed data.
  for (let at = 0; at + 2 < packed.length && packed.readUInt16BE(at) > 0; ) {
    const end = at + 2 + packed.readUInt16BE(at);
    const dictionary = around(other, pieces.length * PIECE_BYTES);
    pieces.push(inflateRawSync(packed.subarray(at + 2, end), { dictionary }));
    at = end;
  }
  return Buffer.concat(pieces).toString();
}

export function sealRow(row: UnsealedRow): StoredRow {
  const stored = { ...row, quality: QUALITIES.indexOf(row.quality), payload: compress(row.payload) };
  return { ...stored, crc: rowChecksum(stored) };
}

/** Returns true when no bit of the row has changed. */
export function hasValidChecksum(stored: StoredRow): boolean {
  return rowChecksum(stored) === stored.crc;
}

/** Returns the row as it was inserted. Undefined when its checksum fails. */
export function openRow(stored: StoredRow): OutboxRow | undefined {
  if (!hasValidChecksum(stored) || stored.lane === 'window') return undefined;
  const { lane, start, duration, revision, quality } = stored;
  return {
    seq: stored.seq,
    lane,
    bootId: stored.boot,
    monotonicMs: stored.mono,
    wallMs: stored.wall as EpochMs,
    timeQuality: QUALITIES[quality] ?? 'unsynced',
    window: { start: start as EpochMs, durationMs: duration, revision },
    payload: decompress(stored.payload),
  };
}

export function rowChecksum(row: Omit<StoredRow, 'crc'>): number {
  const { seq, lane, start, duration, revision, boot, mono, wall, quality, payload } = row;
  // Published rows share a table, so the checksum covers their lane. Events and windows have a table each.
  const name = lane === 'event' || lane === 'window' ? '' : `${lane} `;
  const head = `${name}${seq} ${start} ${duration} ${revision} ${boot} ${mono} ${wall} ${quality} `;
  return crc32(payload, crc32(head));
}
