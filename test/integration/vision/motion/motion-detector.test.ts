import { describe, expect, test } from 'vitest';
import type { Candidates } from '../../../../src/vision/candidates.ts';
import { CANDIDATE_PARTS } from '../../../../src/vision/candidates.ts';
import { letterbox } from '../../../../src/vision/letterbox.ts';
import { createMotionDetector } from '../../../../src/vision/motion/motion-detector.ts';
import { randomFrom } from '../../../support/random.ts';
import type { Box, Figure } from './overhead-scene.ts';
import { OverheadScene, SCENE_HEIGHT, SCENE_WIDTH, toBox } from './overhead-scene.ts';

const FRAME_MS = 200;
const PLACE = letterbox(640, 480, SCENE_WIDTH, SCENE_HEIGHT);
const SIDE = 36;

function person(x: number, y: number, more: Partial<Figure> = {}): Figure {
  return { x, y, width: SIDE, depth: SIDE * 0.75, angle: 0.3, clothes: 60, hair: 40, ...more };
}

/** A detector before which a scene plays, frame by frame. */
class Stage {
  readonly #detector = createMotionDetector({ personSidePx: 2 * SIDE });
  readonly #scene: OverheadScene;
  #atMs = 1_000_000;

  constructor(seed = 1) {
    this.#scene = new OverheadScene(seed);
  }

  async show(figures: readonly Figure[], view = {}): Promise<Box[]> {
    this.#atMs += FRAME_MS;
    const frame = this.#scene.render(figures, view);
    return boxesOf(await this.#detector.detect(frame, { atMs: this.#atMs, place: PLACE }));
  }

  async showFor(
    durationMs: number,
    figures: (sinceMs: number) => readonly Figure[],
    view = {},
  ): Promise<Box[][]> {
    const seen: Box[][] = [];
    for (let ms = 0; ms < durationMs; ms += FRAME_MS) seen.push(await this.show(figures(ms), view));
    return seen;
  }
}

function boxesOf({ parts, count }: Candidates): Box[] {
  return Array.from({ length: count }, (_, index) => {
    const [left = 0, top = 0, right = 0, bottom = 0] = parts.subarray(index * CANDIDATE_PARTS);
    return { left, top, right, bottom };
  });
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const area = (box: Box) => (box.right - box.left) * (box.bottom - box.top);
  return (width * height) / (area(a) + area(b) - width * height);
}

/** Each figure has its own box of at least that overlap, and there is no box more. */
function matches(boxes: readonly Box[], figures: readonly Figure[], least = 0.5): boolean {
  return (
    boxes.length === figures.length &&
    figures.every((figure) => boxes.some((box) => overlap(box, toBox(figure)) >= least))
  );
}

function share(values: readonly boolean[]): number {
  return values.filter(Boolean).length / values.length;
}

const sway = (figure: Figure, ms: number): Figure => ({
  ...figure,
  x: figure.x + 1.5 * Math.sin(ms / 700),
  angle: figure.angle + 0.1 * Math.sin(ms / 1100),
});

describe('people seen from above', () => {
  test('finds no person on an empty floor under a noisy camera', async () => {
    const seen = await new Stage().showFor(20_000, () => [], { noise: 6 });
    expect(seen.flat()).toEqual([]);
  });

  test.each([
    ['dark', 60],
    ['bright', 220],
    ['about as bright as the floor', 165],
  ])('one in %s clothes who walks through is boxed in nearly every frame', async (_name, clothes) => {
    const stage = new Stage(2);
    await stage.showFor(2_000, () => []);
    const walk = (ms: number) => [person(40 + ms * 0.03, 60 + ms * 0.015, { clothes })];
    const seen = await stage.showFor(8_000, walk);
    const right = seen.map((boxes, index) => matches(boxes, walk(index * FRAME_MS)));
    expect(share(right)).toBeGreaterThan(0.95);
  });

  test('distinguishes three people who walk freely', async () => {
    const random = randomFrom(5);
    const stage = new Stage(3);
    await stage.showFor(2_000, () => []);
    const lanes = [50, 120, 190].map((y) => ({ y, x: 30 + 40 * random(), speed: 0.02 + 0.01 * random() }));
    const walk = (ms: number) => lanes.map(({ x, y, speed }) => person(x + ms * speed, y));
    const seen = await stage.showFor(7_000, walk);
    expect(share(seen.map((boxes, index) => matches(boxes, walk(index * FRAME_MS))))).toBeGreaterThan(0.95);
  });

  test.each([
    [
      2,
      [
        [120, 100],
        [150, 112],
      ],
    ],
    [
      3,
      [
        [120, 100],
        [152, 106],
        [133, 130],
      ],
    ],
    [
      4,
      [
        [120, 100],
        [153, 104],
        [118, 128],
        [151, 132],
      ],
    ],
  ] as const)('a clump of %i who touch is split by size', async (count, places) => {
    const stage = new Stage(4);
    await stage.showFor(2_000, () => []);
    const clump = (ms: number) => places.map(([x, y]) => person(x + ms * 0.01, y));
    const seen = await stage.showFor(5_000, clump);
    expect(share(seen.map(({ length }) => length === count))).toBeGreaterThan(0.9);
    expect(share(seen.map((boxes, index) => matches(boxes, clump(index * FRAME_MS), 0.4)))).toBeGreaterThan(
      0.8,
    );
  });

  test('who stands for two minutes stays, swaying a little', async () => {
    const stage = new Stage(6);
    await stage.showFor(2_000, () => []);
    const standing = person(160, 120);
    const seen = await stage.showFor(120_000, (ms) => [sway(standing, ms)]);
    expect(share(seen.map((boxes) => matches(boxes, [standing])))).toBeGreaterThan(0.98);
  });

  test('what is put down and never moves is forgotten within a minute', async () => {
    const stage = new Stage(7);
    await stage.showFor(2_000, () => []);
    const basket = person(100, 100, { hair: 60 });
    const seen = await stage.showFor(70_000, () => [basket]);
    expect(seen[10]).toHaveLength(1);
    expect(seen.slice(-50).flat()).toEqual([]);
  });

  test('who was there when the camera started leaves no ghost for longer than a minute', async () => {
    const stage = new Stage(8);
    await stage.showFor(2_000, (ms) => [sway(person(160, 120), ms)]);
    const seen = await stage.showFor(70_000, () => []);
    expect(seen.slice(-50).flat()).toEqual([]);
  });

  test('neither adds nor loses a person when exposure drifts by 25 %', async () => {
    const stage = new Stage(9);
    await stage.showFor(2_000, () => []);
    const right: boolean[] = [];
    for (let ms = 0; ms < 10_000; ms += FRAME_MS) {
      const figures = [person(40 + ms * 0.024, 120)];
      const boxes = await stage.show(figures, { gain: 1 + 0.25 * Math.sin(ms / 900) });
      right.push(matches(boxes, figures));
    }
    expect(share(right)).toBeGreaterThan(0.9);
  });

  test('light that is switched costs a second at most', async () => {
    const stage = new Stage(10);
    await stage.showFor(2_000, () => []);
    await stage.showFor(500, () => [], { gain: 0.15 });
    const dark = await stage.showFor(2_000, () => [], { gain: 0.15, noise: 2 });
    expect(dark.slice(5).flat()).toEqual([]);
    const lit = await stage.showFor(2_000, () => []);
    expect(lit.slice(5).flat()).toEqual([]);
  });

  test('a hand and a bag are no people', async () => {
    const stage = new Stage(11);
    await stage.showFor(2_000, () => []);
    const bag = { width: SIDE * 0.4, depth: SIDE * 0.35 };
    const seen = await stage.showFor(4_000, (ms) => [person(60 + ms * 0.03, 100, bag)]);
    expect(seen.flat()).toEqual([]);
  });
});
