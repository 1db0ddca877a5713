import { SparseAssignment } from '../../../src/core/tracking/sparse-assignment.ts';
import type { MotSequence, MotTracks } from './mot-data.ts';
import { toFrame } from './mot-data.ts';
import { computeIou } from './mot-metrics.ts';
import { StepFilter } from './mot-peer-filter.ts';

/** Its authors' defaults: strong from 0.6, begun from 0.7, weak from 0.1, kept for 30 frames. */
const STRONG = 0.6;
const BIRTH = 0.7;
const WEAKEST = 0.1;
const KEPT_FRAMES = 30;
/** Dearest pair (1 − IoU, with the score in it for strong boxes) of each stage. */
const MAX_COST = { strong: 0.9, weak: 0.5, unconfirmed: 0.7 };
/** Of two tracks with 1 − IoU below this, the one that lived less long goes. */
const DOUBLE_COST = 0.15;
const PLACE = 1 / 20;
const SPEED = 1 / 160;

class ByteTrackPerson {
  readonly id: number;
  readonly bornFrame: number;
  seenFrame: number;
  isShown: boolean;
  isLost = false;
  readonly #x: StepFilter;
  readonly #y: StepFilter;
  readonly #ratio: StepFilter;
  readonly #height: StepFilter;

  constructor(id: number, frame: number, [left = 0, top = 0, width = 0, height = 0]: readonly number[]) {
    this.id = id;
    this.bornFrame = frame;
    this.seenFrame = frame;
    this.isShown = frame === 1;
    const place = (2 * PLACE * height) ** 2;
    const speed = (10 * SPEED * height) ** 2;
    this.#x = new StepFilter(left + width / 2, place, speed);
    this.#y = new StepFilter(top + height / 2, place, speed);
    this.#ratio = new StepFilter(width / height, 1e-4, 1e-10);
    this.#height = new StepFilter(height, place, speed);
  }

  predict(): void {
    const place = (PLACE * this.#height.position) ** 2;
    const speed = (SPEED * this.#height.position) ** 2;
    if (this.isLost) this.#height.velocity = 0;
    this.#x.predict(place, speed);
    this.#y.predict(place, speed);
    this.#ratio.predict(1e-4, 1e-10);
    this.#height.predict(place, speed);
  }

  correct(frame: number, [left = 0, top = 0, width = 0, height = 0]: readonly number[]): void {
    const place = (PLACE * this.#height.position) ** 2;
    this.#x.correct(left + width / 2, place);
    this.#y.correct(top + height / 2, place);
    this.#ratio.correct(width / height, 1e-2);
    this.#height.correct(height, place);
    this.seenFrame = frame;
    this.isShown = true;
    this.isLost = false;
  }

  box(): number[] {
    const width = this.#ratio.position * this.#height.position;
    return [
      this.#x.position - width / 2,
      this.#y.position - this.#height.position / 2,
      width,
      this.#height.position,
    ];
  }
}

interface Boxes {
  readonly boxes: readonly number[];
  readonly scores: readonly number[];
}

/** ByteTrack (Zhang et al. 2022) with its authors' defaults, without pictures. */
export function trackByByteTrack({ detections }: MotSequence, frames: readonly number[]): MotTracks {
  const tracker = new ByteTracker();
  const result: MotTracks = new Map();
  for (const frame of frames) {
    tracker.update(detections.get(frame) ?? { boxes: [], scores: [] });
    const shown = toFrame(result, frame);
    for (const person of tracker.people) {
      if (person.isLost || !person.isShown) continue;
      shown.ids.push(person.id);
      shown.boxes.push(...person.box());
    }
  }
  return result;
}

class ByteTracker {
  people: ByteTrackPerson[] = [];
  readonly #assignment = new SparseAssignment();
  #frame = 0;
  #lastId = 0;

  update(seen: Boxes): void {
    this.#frame++;
    const strong = withScores(seen, STRONG, Number.POSITIVE_INFINITY);
    const weak = withScores(seen, WEAKEST, STRONG);
    const confirmed = this.people.filter(({ isShown }) => isShown);
    const unconfirmed = this.people.filter(({ isShown }) => !isShown);
    for (const person of confirmed) person.predict();
    const left = this.#pair(confirmed, seen, strong, MAX_COST.strong, true);
    const followed = left.people.filter(({ isLost }) => !isLost);
    for (const person of this.#pair(followed, seen, weak, MAX_COST.weak, false).people) person.isLost = true;
    const rest = this.#pair(unconfirmed, seen, left.boxes, MAX_COST.unconfirmed, true);
    this.people = this.people.filter(
      (person) => !rest.people.includes(person) && this.#frame - person.seenFrame <= KEPT_FRAMES,
    );
    for (const n of rest.boxes)
      if ((seen.scores[n] ?? 0) >= BIRTH)
        this.people.push(new ByteTrackPerson(++this.#lastId, this.#frame, boxOf(seen, n)));
    this.#dropDoubles();
  }

  /** What is left over of both. */
  #pair(
    people: readonly ByteTrackPerson[],
    seen: Boxes,
    among: readonly number[],
    maxCost: number,
    withScore: boolean,
  ): { people: ByteTrackPerson[]; boxes: number[] } {
    this.#assignment.begin(among.length);
    for (const person of people) {
      this.#assignment.row();
      const own = person.box();
      among.forEach((n, column) => {
        const iou = computeIou(own, 0, seen.boxes, 4 * n);
        const gain = maxCost - 1 + iou * (withScore ? (seen.scores[n] ?? 0) : 1);
        if (gain > 0) this.#assignment.pair(column, gain);
      });
    }
    this.#assignment.solve();
    const { columnOf, rowOf } = this.#assignment;
    people.forEach((person, row) => {
      const n = among[columnOf[row] ?? -1];
      if (n !== undefined) person.correct(this.#frame, boxOf(seen, n));
    });
    return {
      people: people.filter((_, row) => columnOf[row] === -1),
      boxes: among.filter((_, column) => rowOf[column] === -1),
    };
  }

  #dropDoubles(): void {
    const isDouble = (lost: ByteTrackPerson, tracked: ByteTrackPerson) =>
      1 - computeIou(lost.box(), 0, tracked.box(), 0) < DOUBLE_COST;
    const gone = new Set<ByteTrackPerson>();
    for (const lost of this.people.filter(({ isLost }) => isLost))
      for (const tracked of this.people.filter(({ isLost }) => !isLost)) {
        if (!isDouble(lost, tracked)) continue;
        const age = (one: ByteTrackPerson) => one.seenFrame - one.bornFrame;
        gone.add(age(tracked) > age(lost) ? lost : tracked);
      }
    this.people = this.people.filter((person) => !gone.has(person));
  }
}

function boxOf({ boxes }: Boxes, n: number): readonly number[] {
  return boxes.slice(4 * n, 4 * n + 4);
}

function withScores({ scores }: Boxes, from: number, to: number): number[] {
  return scores.flatMap((score, n) => (score >= from && score < to ? [n] : []));
}
