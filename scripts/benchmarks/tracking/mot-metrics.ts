/**
 * Scores of multi-object tracking, from their definitions.
 * CLEAR (MOTA): Bernardin and Stiefelhagen 2008. IDF1: Ristani et al. 2016. HOTA: Luiten et al. 2021.
 */
import { SparseAssignment } from '../../../src/core/tracking/sparse-assignment.ts';
import type { MotTracks } from './mot-data.ts';

const HOTA_LEVELS = 19;
const EPSILON = 1e-12;

/** What is summed over sequences before any ratio is formed. */
export interface MotCounts {
  truthBoxes: number;
  resultBoxes: number;
  matches: number;
  misses: number;
  extras: number;
  switches: number;
  sharedIdentityBoxes: number;
  /** Per HOTA threshold: matched boxes, and the sum of their association scores. */
  readonly levelMatches: Float64Array;
  readonly levelAssociation: Float64Array;
}

export interface MotScores {
  readonly hota: number;
  readonly detA: number;
  readonly assA: number;
  readonly mota: number;
  readonly idf1: number;
  readonly switches: number;
  readonly extras: number;
  readonly misses: number;
}

interface Frame {
  readonly truth: Int32Array;
  readonly result: Int32Array;
  /** truth × result, row-major. */
  readonly iou: Float64Array;
}

interface Sequence {
  readonly frames: readonly Frame[];
  readonly truthSize: Float64Array;
  readonly resultSize: Float64Array;
}

const assignment = new SparseAssignment();

/** Column of each row of a row-major table, for the largest total gain; −1 for a row that gains nothing. */
function assignMaximum(gain: Float64Array, rows: number, columns: number): Int32Array {
  assignment.begin(columns);
  for (let row = 0; row < rows; row++) {
    assignment.row();
    for (let column = 0; column < columns; column++) {
      const value = gain[row * columns + column] ?? 0;
      if (value > 0) assignment.pair(column, value);
    }
  }
  assignment.solve();
  return assignment.columnOf.slice(0, rows);
}

function renumber(tracks: MotTracks): Map<number, number> {
  const ids = new Set<number>();
  for (const frame of tracks.values()) for (const id of frame.ids) ids.add(id);
  return new Map([...ids].sort((a, b) => a - b).map((id, n) => [id, n]));
}

export function computeIou(a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number): number {
  const [al, at, aw, ah] = [a[i] ?? 0, a[i + 1] ?? 0, a[i + 2] ?? 0, a[i + 3] ?? 0];
  const [bl, bt, bw, bh] = [b[j] ?? 0, b[j + 1] ?? 0, b[j + 2] ?? 0, b[j + 3] ?? 0];
  const wide = Math.min(al + aw, bl + bw) - Math.max(al, bl);
  const high = Math.min(at + ah, bt + bh) - Math.max(at, bt);
  if (wide <= 0 || high <= 0) return 0;
  const shared = wide * high;
  const whole = aw * ah + bw * bh - shared;
  return whole > 0 ? shared / whole : 0;
}

function iouTable(a: readonly number[], b: readonly number[]): Float64Array {
  const columns = b.length / 4;
  const out = new Float64Array((a.length / 4) * columns);
  for (let i = 0; i < a.length; i += 4)
    for (let j = 0; j < b.length; j += 4) out[(i / 4) * columns + j / 4] = computeIou(a, i, b, j);
  return out;
}

function pairUp(truth: MotTracks, result: MotTracks): Sequence {
  const truthNumber = renumber(truth);
  const resultNumber = renumber(result);
  const truthSize = new Float64Array(truthNumber.size);
  const resultSize = new Float64Array(resultNumber.size);
  const frames = [...new Set([...truth.keys(), ...result.keys()])]
    .sort((a, b) => a - b)
    .map((key): Frame => {
      const t = truth.get(key);
      const r = result.get(key);
      return {
        truth: numbersOf(t?.ids ?? [], truthNumber, truthSize),
        result: numbersOf(r?.ids ?? [], resultNumber, resultSize),
        iou: iouTable(t?.boxes ?? [], r?.boxes ?? []),
      };
    });
  return { frames, truthSize, resultSize };
}

function numbersOf(ids: readonly number[], numbers: Map<number, number>, sizes: Float64Array): Int32Array {
  return Int32Array.from(ids, (id) => {
    const n = numbers.get(id) ?? -1;
    sizes[n] = (sizes[n] ?? 0) + 1;
    return n;
  });
}

/** In each frame a pair of the frame before stays while its IoU is at least 0.5; the rest pair for the largest IoU. */
function countClear(sequence: Sequence, counts: MotCounts): void {
  const last = new Map<number, number>();
  let held = new Map<number, number>();
  for (const frame of sequence.frames) {
    if (frame.truth.length === 0 || frame.result.length === 0) {
      counts.misses += frame.truth.length;
      counts.extras += frame.result.length;
      continue;
    }
    held = clearPairs(frame, held);
    for (const [truth, result] of held) {
      if ((last.get(truth) ?? result) !== result) counts.switches++;
      last.set(truth, result);
    }
    counts.matches += held.size;
    counts.misses += frame.truth.length - held.size;
    counts.extras += frame.result.length - held.size;
  }
}

function clearPairs({ truth, result, iou }: Frame, held: ReadonlyMap<number, number>): Map<number, number> {
  const columns = result.length;
  const gain = iou.map((value) => (value >= 0.5 - EPSILON ? value : 0));
  const pairs = new Map<number, number>();
  truth.forEach((id, t) => {
    const r = result.indexOf(held.get(id) ?? -1);
    if (r < 0 || gain[t * columns + r] === 0) return;
    pairs.set(id, result[r] ?? -1);
    for (let c = 0; c < columns; c++) gain[t * columns + c] = 0;
    for (let row = 0; row < truth.length; row++) gain[row * columns + r] = 0;
  });
  assignMaximum(gain, truth.length, columns).forEach((r, t) => {
    if (r >= 0 && (gain[t * columns + r] ?? 0) > 0) pairs.set(truth[t] ?? -1, result[r] ?? -1);
  });
  return pairs;
}

/** One truth track to one result track for the whole sequence, to share the most boxes. */
function countIdentity(sequence: Sequence, counts: MotCounts): void {
  const columns = sequence.resultSize.length;
  const shared = new Float64Array(sequence.truthSize.length * columns);
  for (const { truth, result, iou } of sequence.frames)
    iou.forEach((value, n) => {
      if (value < 0.5 - EPSILON) return;
      const key = cell(truth, result, n, columns);
      shared[key] = (shared[key] ?? 0) + 1;
    });
  assignMaximum(shared, sequence.truthSize.length, columns).forEach((r, t) => {
    if (r >= 0) counts.sharedIdentityBoxes += shared[t * columns + r] ?? 0;
  });
}

/** Where the pair at place `n` of a frame's table stands in a table of all tracks. */
function cell(truth: Int32Array, result: Int32Array, n: number, columns: number): number {
  return (truth[Math.floor(n / result.length)] ?? 0) * columns + (result[n % result.length] ?? 0);
}

/** How far two tracks run together over the sequence, 0–1, for every pair of tracks. */
function alignment({ frames, truthSize, resultSize }: Sequence): Float64Array {
  const columns = resultSize.length;
  const soft = new Float64Array(truthSize.length * columns);
  for (const { truth, result, iou } of frames) {
    const rowSum = new Float64Array(truth.length);
    const columnSum = new Float64Array(result.length);
    iou.forEach((value, n) => {
      const row = Math.floor(n / result.length);
      rowSum[row] = (rowSum[row] ?? 0) + value;
      columnSum[n % result.length] = (columnSum[n % result.length] ?? 0) + value;
    });
    iou.forEach((value, n) => {
      const rest = (rowSum[Math.floor(n / result.length)] ?? 0) + (columnSum[n % result.length] ?? 0) - value;
      const key = cell(truth, result, n, columns);
      if (rest > EPSILON) soft[key] = (soft[key] ?? 0) + value / rest;
    });
  }
  return soft.map((value, key) => {
    const whole = (truthSize[Math.floor(key / columns)] ?? 0) + (resultSize[key % columns] ?? 0) - value;
    return whole > 0 ? value / whole : 0;
  });
}

function countHota(sequence: Sequence, counts: MotCounts): void {
  const columns = sequence.resultSize.length;
  const aligned = alignment(sequence);
  const matched = Array.from({ length: HOTA_LEVELS }, () => new Map<number, number>());
  for (const { truth, result, iou } of sequence.frames) {
    const gain = iou.map((value, n) => value * (aligned[cell(truth, result, n, columns)] ?? 0));
    assignMaximum(gain, truth.length, result.length).forEach((r, t) => {
      if (r < 0) return;
      const n = t * result.length + r;
      const key = cell(truth, result, n, columns);
      for (let level = 0; level < HOTA_LEVELS && (iou[n] ?? 0) >= (level + 1) * 0.05 - EPSILON; level++)
        matched[level]?.set(key, (matched[level]?.get(key) ?? 0) + 1);
    });
  }
  matched.forEach((pairs, level) => {
    for (const [key, n] of pairs) {
      const sizes =
        (sequence.truthSize[Math.floor(key / columns)] ?? 0) + (sequence.resultSize[key % columns] ?? 0);
      counts.levelMatches[level] = (counts.levelMatches[level] ?? 0) + n;
      counts.levelAssociation[level] = (counts.levelAssociation[level] ?? 0) + (n * n) / (sizes - n);
    }
  });
}

export function countMot(truth: MotTracks, result: MotTracks): MotCounts {
  const sequence = pairUp(truth, result);
  const counts = emptyCounts();
  counts.truthBoxes = sequence.truthSize.reduce((sum, n) => sum + n, 0);
  counts.resultBoxes = sequence.resultSize.reduce((sum, n) => sum + n, 0);
  countClear(sequence, counts);
  countIdentity(sequence, counts);
  countHota(sequence, counts);
  return counts;
}

function emptyCounts(): MotCounts {
  return {
    truthBoxes: 0,
    resultBoxes: 0,
    matches: 0,
    misses: 0,
    extras: 0,
    switches: 0,
    sharedIdentityBoxes: 0,
    levelMatches: new Float64Array(HOTA_LEVELS),
    levelAssociation: new Float64Array(HOTA_LEVELS),
  };
}

export function sumCounts(all: readonly MotCounts[]): MotCounts {
  const sum = emptyCounts();
  for (const one of all) {
    sum.truthBoxes += one.truthBoxes;
    sum.resultBoxes += one.resultBoxes;
    sum.matches += one.matches;
    sum.misses += one.misses;
    sum.extras += one.extras;
    sum.switches += one.switches;
    sum.sharedIdentityBoxes += one.sharedIdentityBoxes;
    for (let level = 0; level < HOTA_LEVELS; level++) {
      sum.levelMatches[level] = (sum.levelMatches[level] ?? 0) + (one.levelMatches[level] ?? 0);
      sum.levelAssociation[level] = (sum.levelAssociation[level] ?? 0) + (one.levelAssociation[level] ?? 0);
    }
  }
  return sum;
}

/** Shares are 0–1. */
export function scoreMot(counts: MotCounts): MotScores {
  const mean = (value: (matches: number, association: number) => number) =>
    counts.levelMatches.reduce((sum, n, level) => sum + value(n, counts.levelAssociation[level] ?? 0), 0) /
    HOTA_LEVELS;
  const boxes = counts.truthBoxes + counts.resultBoxes;
  const detA = (matches: number) => matches / Math.max(1, boxes - matches);
  const assA = (matches: number, association: number) => association / Math.max(1, matches);
  return {
    hota: mean((matches, association) => Math.sqrt(detA(matches) * assA(matches, association))),
    detA: mean(detA),
    assA: mean(assA),
    mota: (counts.matches - counts.extras - counts.switches) / Math.max(1, counts.truthBoxes),
    idf1: (2 * counts.sharedIdentityBoxes) / Math.max(1, boxes),
    switches: counts.switches,
    extras: counts.extras,
    misses: counts.misses,
  };
}
