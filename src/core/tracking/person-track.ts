import type { EpochMs, Json } from '../types.ts';
import type { SavedAxis } from './axis-filter.ts';
import { AxisFilter } from './axis-filter.ts';
import type { Detections } from './detections.ts';
import type { TrackerSettings } from './tracker-settings.ts';

const LEAST_SIDE_PX = 2;

/** One person in one camera's image: where its box is, how it moves, and how sure it is that it is one. */
export class PersonTrack {
  /** 0 until confirmed. */
  person = 0;
  seenAt = 0 as EpochMs;
  evidence = 0;
  /** Centre of the box, its height and its width. */
  readonly x = new AxisFilter();
  readonly y = new AxisFilter();
  readonly height = new AxisFilter();
  readonly width = new AxisFilter();
  /** The last detection as it was. */
  left = 0;
  top = 0;
  lastWidth = 0;
  lastHeight = 0;
  score = 0;
  /** Points not yet told, flat: at, x, y. */
  untold: number[] = [];
  /** The detection taken in this frame, or −1. */
  mate = -1;

  start(at: EpochMs, boxes: Detections, n: number, settings: TrackerSettings): void {
    const height = boxes.height[n] as number;
    const width = boxes.width[n] as number;
    const noise = (settings.boxNoise * height) ** 2;
    const speed = (settings.startingSpeed * height) ** 2;
    const growth = (settings.startingGrowth * height) ** 2;
    this.x.start((boxes.left[n] as number) + width / 2, noise, speed);
    this.y.start((boxes.top[n] as number) + height / 2, noise, speed);
    this.height.start(height, noise, growth);
    this.width.start(width, noise, growth);
    this.#note(at, boxes, n);
  }

  predict(seconds: number, settings: TrackerSettings): void {
    const area = this.height.position ** 2;
    this.x.predict(seconds, settings.agility * area);
    this.y.predict(seconds, settings.agility * area);
    this.height.predict(seconds, settings.growthAgility * area);
    this.width.predict(seconds, settings.growthAgility * area);
    if (this.height.position < LEAST_SIDE_PX) this.height.position = LEAST_SIDE_PX;
    if (this.width.position < LEAST_SIDE_PX) this.width.position = LEAST_SIDE_PX;
    this.mate = -1;
  }

  correct(at: EpochMs, boxes: Detections, n: number, settings: TrackerSettings): void {
    const noise = (settings.boxNoise * this.height.position) ** 2;
    this.x.correct((boxes.left[n] as number) + (boxes.width[n] as number) / 2, noise);
    this.y.correct((boxes.top[n] as number) + (boxes.height[n] as number) / 2, noise);
    this.height.correct(boxes.height[n] as number, noise);
    this.width.correct(boxes.width[n] as number, noise);
    this.#note(at, boxes, n);
  }

  #note(at: EpochMs, boxes: Detections, n: number): void {
    this.seenAt = at;
    this.left = boxes.left[n] as number;
    this.top = boxes.top[n] as number;
    this.lastWidth = boxes.width[n] as number;
    this.lastHeight = boxes.height[n] as number;
    this.score = boxes.score[n] as number;
    this.evidence += this.score;
  }

  save(): Json {
    const { person, seenAt, evidence, left, top, lastWidth, lastHeight, score, untold } = this;
    const axes = [this.x, this.y, this.height, this.width].map((axis) => axis.save());
    return {
      person,
      seenAt,
      evidence,
      box: [left, top, lastWidth, lastHeight, score],
      untold: [...untold],
      axes,
    };
  }

  load(saved: Json): void {
    const from = saved as unknown as {
      person: number;
      seenAt: EpochMs;
      evidence: number;
      box: [number, number, number, number, number];
      untold: number[];
      axes: [SavedAxis, SavedAxis, SavedAxis, SavedAxis];
    };
    this.person = from.person;
    this.seenAt = from.seenAt;
    this.evidence = from.evidence;
    [this.left, this.top, this.lastWidth, this.lastHeight, this.score] = from.box;
    this.untold = [...from.untold];
    this.x.load(from.axes[0]);
    this.y.load(from.axes[1]);
    this.height.load(from.axes[2]);
    this.width.load(from.axes[3]);
  }
}
