import type { Censoring } from '../../model/fact.ts';
import type { EpochMs, SpaceId } from '../../model/ids.ts';
import type { TrackObserver, TrackPlace } from '../track-observer.ts';

/** Longest piece of a track, in ms. The next piece gets a new number that cannot be linked to this one. */
const PIECE_MS = 5 * 60_000;
const RECORDS_PER_CHUNK = 8192;
const RECORD_BYTES = 26;

const ENDINGS = [undefined, 'start', 'stop', 'lost'] as const satisfies readonly (Censoring | undefined)[];
const MOVED = 0;
/** Kind of record: the first point of a piece whose track began earlier. */
const GOES_ON = 1;
/** Kind of record: the piece was cut here, and the track continues under another number. */
const CUT = 2;
const RESUMED = 3;
const ADVANCED = 4;
/** Kinds of records from here on: ENDED + n means that the track ended with the censoring ENDINGS[n]. */
const ENDED = 8;
/** Place in records that need none. */
const NOWHERE: TrackPlace = { x: 0, y: 0, heightPx: 0 };

/** A block of records in shared memory, so that other threads read a snapshot without copying. */
interface Chunk {
  readonly firstAt: EpochMs;
  count: number;
  readonly view: DataView;
}

export type TrackHistorySnapshot = ReadonlyMap<SpaceId, readonly Chunk[]>;

interface Piece {
  readonly number: number;
  readonly beganAt: EpochMs;
}

interface SpaceRing {
  readonly chunks: Chunk[];
  readonly pieces: Map<number, Piece>;
  lastNumber: number;
}

/** Receives a replay of the track history. `goesOn` marks a piece whose track began earlier. */
export interface TrackReader {
  moved(person: number, at: EpochMs, point: TrackPlace, goesOn: boolean): void;
  cut(person: number): void;
  ended(person: number, reason: Censoring | undefined): void;
  resumed(at: EpochMs): void;
  advanced(at: EpochMs): void;
}

/**
 * The last hours of all people's tracks, only in memory: points and times, under numbers that change at least every
 * five minutes. Limits bound its bytes and its age; the oldest records go first. Points keep full precision, so that a
 * backtest with the same zones gives the same counts.
 */
export class TrackHistory implements TrackObserver {
  readonly #maxChunks: number;
  readonly #maxAgeMs: number;
  readonly #spaces = new Map<SpaceId, SpaceRing>();

  constructor(options: { readonly maxBytes: number; readonly maxAgeMs: number }) {
    this.#maxChunks = Math.max(1, Math.floor(options.maxBytes / (RECORDS_PER_CHUNK * RECORD_BYTES)));
    this.#maxAgeMs = options.maxAgeMs;
  }

  /** Makes a readable copy from a snapshot, also in another thread. It does not receive later records. */
  static of(snapshot: TrackHistorySnapshot): TrackHistory {
    const ring = new TrackHistory({ maxBytes: 0, maxAgeMs: 0 });
    for (const [space, chunks] of snapshot) {
      ring.#spaces.set(space, { chunks: [...chunks], pieces: new Map(), lastNumber: 0 });
    }
    return ring;
  }

  snapshot(): TrackHistorySnapshot {
    return new Map(
      Array.from(this.#spaces, ([space, { chunks }]) => [space, chunks.map((chunk) => ({ ...chunk }))]),
    );
  }

  moved(space: SpaceId, person: number, at: EpochMs, point: TrackPlace): void {
    const ring = this.#getBlocks(space);
    const known = ring.pieces.get(person);
    if (known !== undefined && at - known.beganAt < PIECE_MS) {
      this.#write(ring, { kind: MOVED, number: known.number }, at, point);
      return;
    }
    if (known !== undefined) this.#write(ring, { kind: CUT, number: known.number }, at);
    ring.lastNumber += 1;
    ring.pieces.set(person, { number: ring.lastNumber, beganAt: at });
    const kind = known === undefined ? MOVED : GOES_ON;
    this.#write(ring, { kind, number: ring.lastNumber }, at, point);
  }

  ended(space: SpaceId, person: number, reason: Censoring | undefined): void {
    const ring = this.#getBlocks(space);
    const piece = ring.pieces.get(person);
    if (piece === undefined) return;
    ring.pieces.delete(person);
    this.#write(ring, { kind: ENDED + ENDINGS.indexOf(reason), number: piece.number }, undefined);
  }

  resumed(space: SpaceId, at: EpochMs): void {
    this.#write(this.#getBlocks(space), { kind: RESUMED, number: 0 }, at);
  }

  /**
   * Records that time has advanced in the space. Replaces a record of the same kind directly before it, because nothing
   * happened between the two.
   */
  advanced(space: SpaceId, at: EpochMs): void {
    const ring = this.#getBlocks(space);
    const chunk = ring.chunks.at(-1);
    const last = chunk === undefined ? 0 : (chunk.count - 1) * RECORD_BYTES;
    if (chunk !== undefined && chunk.count > 0 && chunk.view.getUint8(last) === ADVANCED) {
      chunk.view.setUint32(last + 4, at - chunk.firstAt);
      return;
    }
    this.#write(ring, { kind: ADVANCED, number: 0 }, at);
  }

  /** Replays all records of a space, or those after `from`, in their order. */
  replay(space: SpaceId, reader: TrackReader, from = 0 as EpochMs): void {
    for (const chunk of this.#spaces.get(space)?.chunks ?? []) {
      if (lastAt(chunk) < from) continue;
      for (let i = 0; i < chunk.count; i++) {
        if (chunk.firstAt >= from || timeOf(chunk, i) >= from) emitPoint(chunk, i * RECORD_BYTES, reader);
      }
    }
  }

  /** Time span of all spaces together; undefined without records. */
  span(): { readonly from: EpochMs; readonly to: EpochMs } | undefined {
    const chunks = [...this.#spaces.values()].flatMap(({ chunks }) =>
      chunks.filter(({ count }) => count > 0),
    );
    if (chunks.length === 0) return undefined;
    const from = Math.min(...chunks.map(({ firstAt }) => firstAt)) as EpochMs;
    return { from, to: Math.max(...chunks.map(lastAt)) as EpochMs };
  }

  get sizeBytes(): number {
    return (
      [...this.#spaces.values()].reduce((sum, { chunks }) => sum + chunks.length, 0) *
      RECORDS_PER_CHUNK *
      RECORD_BYTES
    );
  }

  #getBlocks(space: SpaceId): SpaceRing {
    let ring = this.#spaces.get(space);
    if (ring === undefined) {
      ring = { chunks: [], pieces: new Map(), lastNumber: 0 };
      this.#spaces.set(space, ring);
    }
    return ring;
  }

  #write(
    ring: SpaceRing,
    { kind, number }: { readonly kind: number; readonly number: number },
    at: EpochMs | undefined,
    { x, y, heightPx }: TrackPlace = NOWHERE,
  ): void {
    let chunk = ring.chunks.at(-1);
    const when = at ?? (chunk === undefined ? (0 as EpochMs) : lastAt(chunk));
    // A late point, or a clock that was set back, may give a time before the block's first. Such a record starts a new
    // block.
    if (chunk === undefined || chunk.count === RECORDS_PER_CHUNK || when < chunk.firstAt) {
      chunk = this.#openChunk(ring, when);
    }
    const offset = chunk.count * RECORD_BYTES;
    chunk.view.setUint8(offset, kind);
    chunk.view.setUint32(offset + 4, when - chunk.firstAt);
    chunk.view.setFloat64(offset + 8, x);
    chunk.view.setFloat64(offset + 16, y);
    chunk.view.setUint16(offset + 24, heightPx);
    // The piece's number takes 24 bits: a track history never holds that many pieces.
    chunk.view.setUint8(offset + 1, (number >> 16) & 0xff);
    chunk.view.setUint16(offset + 2, number & 0xffff);
    chunk.count += 1;
  }

  #openChunk(ring: SpaceRing, firstAt: EpochMs): Chunk {
    const chunk = {
      firstAt,
      count: 0,
      view: new DataView(new SharedArrayBuffer(RECORDS_PER_CHUNK * RECORD_BYTES)),
    };
    ring.chunks.push(chunk);
    const oldest = firstAt - this.#maxAgeMs;
    for (const { chunks } of this.#spaces.values()) {
      while (chunks.length > 1 && chunks[0] !== undefined && lastAt(chunks[0]) < oldest) chunks.shift();
    }
    const all = [...this.#spaces.values()].reduce((sum, { chunks }) => sum + chunks.length, 0);
    if (all > this.#maxChunks && ring.chunks.length > 1) ring.chunks.shift();
    return chunk;
  }
}

function lastAt(chunk: Chunk): EpochMs {
  return chunk.count === 0 ? chunk.firstAt : timeOf(chunk, chunk.count - 1);
}

function timeOf({ firstAt, view }: Chunk, i: number): EpochMs {
  return (firstAt + view.getUint32(i * RECORD_BYTES + 4)) as EpochMs;
}

function emitPoint({ view, firstAt }: Chunk, offset: number, reader: TrackReader): void {
  const kind = view.getUint8(offset);
  const person = (view.getUint8(offset + 1) << 16) | view.getUint16(offset + 2);
  const at = (firstAt + view.getUint32(offset + 4)) as EpochMs;
  if (kind === MOVED || kind === GOES_ON) {
    const [x, y] = [view.getFloat64(offset + 8), view.getFloat64(offset + 16)];
    const point = { x, y, heightPx: view.getUint16(offset + 24) };
    reader.moved(person, at, point, kind === GOES_ON);
  } else if (kind === CUT) reader.cut(person);
  else if (kind === RESUMED) reader.resumed(at);
  else if (kind === ADVANCED) reader.advanced(at);
  else reader.ended(person, ENDINGS[kind - ENDED]);
}
