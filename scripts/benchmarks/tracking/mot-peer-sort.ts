import { SparseAssignment } from '../../../src/core/tracking/sparse-assignment.ts';
import type { MotSequence, MotTracks } from './mot-data.ts';
import { toFrame } from './mot-data.ts';
import { computeIou } from './mot-metrics.ts';
import { StepFilter } from './mot-peer-filter.ts';

const MIN_IOU = 0.3;
const MAX_AGE = 1;
const MIN_HITS = 3;

class SortTrack {
  readonly id: number;
  unseen = 0;
  streak = 0;
  readonly #x: StepFilter;
  readonly #y: StepFilter;
  readonly #area: StepFilter;
  readonly #ratio: StepFilter;

  constructor(id: number, [left, top, width, height]: readonly number[]) {
    this.id = id;
    const w = width ?? 0;
    const h = height ?? 0;
    this.#x = new StepFilter((left ?? 0) + w / 2, 10, 10_000);
    this.#y = new StepFilter((top ?? 0) + h / 2, 10, 10_000);
    this.#area = new StepFilter(w * h, 10, 10_000);
    this.#ratio = new StepFilter(w / h, 10, 0);
  }

  predict(): void {
    if (this.#area.position + this.#area.velocity <= 0) this.#area.velocity = 0;
    this.#x.predict(1, 0.01);
    this.#y.predict(1, 0.01);
    this.#area.predict(1, 0.0001);
    this.#ratio.predict(1, 0);
    if (this.unseen > 0) this.streak = 0;
    this.unseen++;
  }

  correct([left = 0, top = 0, width = 0, height = 0]: readonly number[]): void {
    this.unseen = 0;
    this.streak++;
    this.#x.correct(left + width / 2, 1);
    this.#y.correct(top + height / 2, 1);
    this.#area.correct(width * height, 10);
    this.#ratio.correct(width / height, 10);
  }

  box(): number[] {
    const width = Math.sqrt(this.#area.position * this.#ratio.position);
    const height = this.#area.position / width;
    return [this.#x.position - width / 2, this.#y.position - height / 2, width, height];
  }
}

/** SORT with the constants of its paper (Bewley et al. 2016), every detection taken alike. */
export function trackBySort({ detections }: MotSequence, frames: readonly number[]): MotTracks {
  const result: MotTracks = new Map();
  const assignment = new SparseAssignment();
  let tracks: SortTrack[] = [];
  let lastId = 0;
  frames.forEach((frame, n) => {
    for (const track of tracks) track.predict();
    const { boxes } = detections.get(frame) ?? { boxes: [] };
    const taken = pair(assignment, tracks, boxes);
    for (let i = 0; i < boxes.length; i += 4)
      if (!taken.has(i)) tracks.push(new SortTrack(++lastId, boxes.slice(i, i + 4)));
    const shown = toFrame(result, frame);
    for (const track of tracks) {
      if (track.unseen > 0 || (track.streak < MIN_HITS && n >= MIN_HITS)) continue;
      shown.ids.push(track.id);
      shown.boxes.push(...track.box());
    }
    tracks = tracks.filter(({ unseen }) => unseen <= MAX_AGE);
  });
  return result;
}

function pair(assignment: SparseAssignment, tracks: readonly SortTrack[], boxes: number[]): Set<number> {
  assignment.begin(boxes.length / 4);
  for (const track of tracks) {
    assignment.row();
    const own = track.box();
    for (let i = 0; i < boxes.length; i += 4) {
      const iou = computeIou(own, 0, boxes, i);
      if (iou >= MIN_IOU) assignment.pair(i / 4, iou);
    }
  }
  assignment.solve();
  const taken = new Set<number>();
  tracks.forEach((track, row) => {
    const column = assignment.columnOf[row] ?? -1;
    if (column < 0) return;
    taken.add(4 * column);
    track.correct(boxes.slice(4 * column, 4 * column + 4));
  });
  return taken;
}
