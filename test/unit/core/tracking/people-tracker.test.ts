import { describe, expect, test } from 'vitest';
import type { EpochMs, Json } from '../../../../src/core/model/ids.ts';
import { restoreState } from '../../../../src/core/model/state-part.ts';
import { TRACKER_DEFAULTS } from '../../../../src/core/tracking/tracker-settings.ts';
import type { SceneFrame } from './scene.ts';
import { FRAME, listen, seeded, walkingScene } from './scene.ts';

const at = (ms: number) => ms as EpochMs;
/** Somebody 100 px tall, walking right at 80 px/s. */
const walker = (ms: number, score = 0.9) => [100 + 0.08 * ms, 200, 40, 100, score];
const SEEDS = [1, 2, 3, 4, 5];

describe('a person', () => {
  test('is told of with its first points once it is sure', () => {
    const { tracker, told } = listen();
    tracker.update(at(0), walker(0));
    expect(told).toEqual([]);
    tracker.update(at(200), walker(200));
    expect(told.map(([what, person, ms]) => [what, person, ms])).toEqual([
      ['moved', 1, 0],
      ['moved', 1, 200],
    ]);
  });

  test('is sure at once when the detection is', () => {
    const { tracker, of } = listen();
    tracker.update(at(0), walker(0, 0.97));
    expect(of('moved')).toHaveLength(1);
  });

  test('that is only ever seen weakly is sure after the time that takes, at any frame rate', () => {
    for (const stepMs of [50, 100, 330]) {
      const { tracker, of } = listen();
      for (let ms = 0; ms <= 1500; ms += stepMs) tracker.update(at(ms), walker(ms, 0.6));
      expect(of('moved')[0]?.[2]).toBe(0);
      expect(new Set(of('moved').map((one) => one[1]))).toEqual(new Set([1]));
    }
  });

  test('stands in the middle of its box where the camera looks straight down', () => {
    const [level, above] = [listen(), listen({ frame: FRAME, isOverhead: true })];
    for (const { tracker } of [level, above]) tracker.update(at(0), [100, 200, 40, 100, 0.97]);
    expect(level.of('moved')[0]?.slice(3)).toEqual([120, 300]);
    expect(above.of('moved')[0]?.slice(3)).toEqual([120, 250]);
  });

  test('is never made of a glimpse of a weak detection', () => {
    const { tracker, told } = listen();
    for (let ms = 0; ms <= 400; ms += 100) tracker.update(at(ms), walker(ms, 0.6));
    tracker.advance(at(60_000));
    expect(told).toEqual([]);
  });

  test('is as sure on the scale of a detector with lower scores', () => {
    const { tracker, of } = listen({ frame: FRAME, sureScore: 0.6 });
    tracker.update(at(0), walker(0, 0.62));
    expect(of('moved')).toHaveLength(1);
  });

  test('keeps its number when it was hidden for a while, and the join is told', () => {
    const { tracker, of } = listen();
    for (let ms = 0; ms <= 2000; ms += 200) tracker.update(at(ms), walker(ms));
    for (let ms = 2200; ms < 3000; ms += 200) tracker.update(at(ms), []);
    tracker.update(at(3000), walker(3000));
    expect(of('joined')).toEqual([['joined', 1, 3000, 1000]]);
    expect(new Set(of('moved').map((one) => one[1]))).toEqual(new Set([1]));
    expect(of('ended')).toEqual([]);
  });

  test('is not joined to somebody of another size, nor to somebody far away', () => {
    for (const other of [
      [100, 200, 20, 50, 0.97],
      [600, 200, 40, 100, 0.97],
    ]) {
      const { tracker, of } = listen();
      for (let ms = 0; ms <= 1000; ms += 100) tracker.update(at(ms), [100, 200, 40, 100, 0.97]);
      tracker.update(at(2000), []);
      tracker.update(at(3000), other);
      expect(of('joined')).toEqual([]);
      expect(of('moved').at(-1)?.[1]).toBe(2);
    }
  });

  test('ends with the time it was last seen, and over the edge when its box ended there', () => {
    const { tracker, of } = listen();
    for (let ms = 0; ms <= 1000; ms += 100) {
      tracker.update(at(ms), [...walker(ms, 0.97), 1278 - 40, 300, 40, 100, 0.97]);
    }
    tracker.advance(at(1000 + TRACKER_DEFAULTS.joinLimitMs));
    expect(of('ended')).toEqual([]);
    tracker.advance(at(1001 + TRACKER_DEFAULTS.joinLimitMs));
    expect(new Set(of('ended'))).toEqual(
      new Set([
        ['ended', 1, 1000, 'frame-edge'],
        ['ended', 2, 1000, 'lost'],
      ]),
    );
  });

  test('at three frames a second walks at any pace of walking under one number', () => {
    const { tracker, of } = listen();
    for (let ms = 0; ms < 6000; ms += 333) tracker.update(at(ms), [50 + 0.12 * ms, 200, 40, 100, 0.97]);
    expect(new Set(of('moved').map((one) => one[1]))).toEqual(new Set([1]));
  });

  test('is not doubled by a weak second box around it', () => {
    const { tracker, of } = listen();
    for (let ms = 0; ms <= 4000; ms += 100)
      tracker.update(at(ms), [400, 200, 40, 100, 0.97, 395, 190, 90, 120, 0.6]);
    expect(new Set(of('moved').map((one) => one[1]))).toEqual(new Set([1]));
  });
});

describe('whatever the scene', () => {
  test('the order of the detections in a frame changes nothing', () => {
    for (const seed of SEEDS) {
      const frames = walkingScene(seed, 12, 150);
      const random = seeded(seed + 100);
      const [plain, shuffled] = [listen(), listen()];
      plain.play(frames);
      shuffled.play(frames.map((frame) => ({ ...frame, boxes: shuffle(frame.boxes, random) })));
      expect(shuffled.told).toEqual(plain.told);
    }
  });

  test('nobody is kept without detections past the limit', () => {
    for (const seed of SEEDS) {
      const frames = walkingScene(seed, 8, 100);
      const { tracker, play, of } = listen();
      play(frames);
      const end = (frames.at(-1)?.at ?? 0) + TRACKER_DEFAULTS.joinLimitMs + 1;
      tracker.advance(at(end));
      const people = new Set(of('moved').map((one) => one[1]));
      expect(new Set(of('ended').map((one) => one[1]))).toEqual(people);
      expect((tracker.state.save() as { tracks: Json[] }).tracks).toEqual([]);
      for (const [, person, lastSeen] of of('ended')) {
        const seen = of('moved').filter((one) => one[1] === person);
        expect(seen.at(-1)?.[2]).toBe(lastSeen);
      }
    }
  });

  test('numbers rise and are never used again', () => {
    for (const seed of SEEDS) {
      const { play, told } = listen();
      play(walkingScene(seed, 10, 200));
      const all = told.filter(([what]) => what !== 'shown');
      const people = [...new Set(all.map((one) => one[1]))];
      expect(people).toEqual(people.map((_, n) => n + 1));
      for (const person of people) {
        const own = all.filter((one) => one[1] === person);
        expect(own.findIndex(([what]) => what === 'ended')).toBeOneOf([-1, own.length - 1]);
      }
    }
  });

  test('a person’s points come in time order', () => {
    for (const seed of SEEDS) {
      const { play, of } = listen();
      play(walkingScene(seed, 10, 200));
      const lastAt = new Map<number, number>();
      for (const [, person, ms] of of('moved')) {
        expect(ms).toBeGreaterThan(lastAt.get(person) ?? 0);
        lastAt.set(person, ms);
      }
    }
  });

  test('the mirrored scene gives mirrored tracks', () => {
    for (const seed of SEEDS) {
      const frames = walkingScene(seed, 12, 150);
      const [plain, mirrored] = [listen(), listen()];
      plain.play(frames);
      mirrored.play(frames.map((frame) => ({ ...frame, boxes: mirror(frame.boxes) })));
      const shown = plain.of('shown');
      const back = mirrored.of('shown');
      expect(back.map(([, person, ms]) => [person, ms])).toEqual(shown.map(([, person, ms]) => [person, ms]));
      shown.forEach(([, , , left, , width], n) => {
        const expected = FRAME.widthPx - Number(left) - Number(width);
        expect(Number(back[n]?.[3])).toBeCloseTo(expected, 6);
      });
    }
  });

  test('the same frames give the same tracks', () => {
    const frames = walkingScene(9, 12, 150);
    const [first, second] = [listen(), listen()];
    first.play(frames);
    second.play(frames);
    expect(second.told).toEqual(first.told);
  });

  test('a tracker that was saved and put back goes on exactly as the one that was not', () => {
    for (const seed of SEEDS) {
      const frames = walkingScene(seed, 12, 160);
      const whole = listen();
      whole.play(frames.slice(0, 70 + seed));
      const saved: Json = JSON.parse(JSON.stringify(whole.tracker.state.save()));
      whole.told.length = 0;
      const restored = listen();
      restoreState(restored.tracker.state, saved);
      whole.play(frames.slice(70 + seed));
      restored.play(frames.slice(70 + seed));
      expect(restored.told).toEqual(whole.told);
      expect(restored.tracker.state.save()).toEqual(whole.tracker.state.save());
    }
  });

  test('noise is survived: numbers that are none, boxes without area, frames from the past', () => {
    const { tracker, of } = listen();
    tracker.update(at(1000), [...walker(1000, 0.97), Number.NaN, 1, 1, 1, 1, 5, 5, 0, 10, 0.99, 5, 5]);
    tracker.update(at(900), walker(900, 0.97));
    tracker.update(at(1000), walker(1000, 0.97));
    expect(of('moved')).toHaveLength(1);
  });
});

function boxesOf(boxes: readonly number[]): number[][] {
  return Array.from({ length: boxes.length / 5 }, (_, n) => boxes.slice(5 * n, 5 * n + 5));
}

function shuffle(boxes: SceneFrame['boxes'], random: () => number): number[] {
  return boxesOf(boxes)
    .map((box) => ({ box, key: random() }))
    .sort((a, b) => a.key - b.key)
    .flatMap(({ box }) => box);
}

function mirror(boxes: SceneFrame['boxes']): number[] {
  return boxesOf(boxes).flatMap(([left = 0, top = 0, width = 0, height = 0, score = 0]) => [
    FRAME.widthPx - left - width,
    top,
    width,
    height,
    score,
  ]);
}
