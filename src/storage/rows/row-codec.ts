import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { EpochMs } from '../../core/model/ids.ts';
import type { TimeQuality } from '../../ports/clock.ts';
import type { Lane, OutboxRow } from '../../ports/event-store.ts';
import { NEWEST_WORDS, PACKING_WORDS } from './packing-words.ts';

/** A row, an event or a window as stored in the database. Windows are numbered separately from rows and events. */
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

/** The database stores indexes into this list, so its order must never change. */
const QUALITIES: readonly TimeQuality[] = ['synced', 'holdover', 'unsynced'];
export const UNSYNCED: number = QUALITIES.indexOf('unsynced');

/** Texts with fewer characters are stored as they are, because compression would not make them smaller. */
const SHORT_CHARACTERS = 100;

/**
 * Marks a byte in front of compressed data: its low bits have this value, its high bits are the number of the
 * dictionary. Rows of earlier releases have no such byte. They cannot be mistaken: Deflate data never starts with these
 * bits (reserved block type, RFC 1951, section 3.2.3).
 */
const WITH_WORDS = 0b111;
const WORDS_SHIFT = 3;

export function compress(text: string): string | Buffer {
  if (text.length < SHORT_CHARACTERS) return text;
  const dictionary = PACKING_WORDS[NEWEST_WORDS];
  const first = Buffer.of((NEWEST_WORDS << WORDS_SHIFT) | WITH_WORDS);
  return Buffer.concat([first, deflateRawSync(text, { dictionary })]);
}

/** Reverses `compress`. Throws for bytes that `compress` did not make. */
export function decompress(packed: string | Buffer): string {
  if (typeof packed === 'string') return packed;
  const first = packed[0] ?? 0;
  if ((first & WITH_WORDS) !== WITH_WORDS) return inflateRawSync(packed).toString();
  return inflateRawSync(packed.subarray(1), { dictionary: PACKING_WORDS[first >> WORDS_SHIFT] }).toString();
}

/**
 * Bytes per piece. Deflate finds repetitions only within 32 kB, so each piece is compressed with the nearby part of the
 * other text.
 */
const PIECE_BYTES = 8_192;

function around(other: Buffer, at: number): Buffer {
  return other.subarray(Math.max(0, at - PIECE_BYTES), at + 2 * PIECE_BYTES);
}

/**
 * Compresses a text with a similar text as dictionary, so that shared parts take almost no space. `unpackLike` needs
 * the same `other`.
 */
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

/** Reverses `packLike` with the same `other`. Throws for bytes that `packLike` did not make. */
export function unpackLike(packed: Buffer, other: Buffer): string {
  const pieces: Buffer[] = [];
  // A length of zero means that only the padding of the last page follows.
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

/** Returns true when the row is unchanged since it was sealed. */
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
  // The checksum of a published row covers its lane, because all published lanes share a table. Events and windows have
  // their own tables.
  const name = lane === 'event' || lane === 'window' ? '' : `${lane} `;
  const head = `${name}${seq} ${start} ${duration} ${revision} ${boot} ${mono} ${wall} ${quality} `;
  return crc32(payload, crc32(head));
}
