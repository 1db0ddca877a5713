import { describe, expect, test } from 'vitest';
import type { FloorPlace } from '../../../../src/core/geometry/floor-view.ts';
import type { EpochMs, Json, SensorId } from '../../../../src/core/model/ids.ts';
import { restoreState } from '../../../../src/core/model/state-part.ts';
import { CrossCameraTracker } from '../../../../src/core/tracking/cross-camera-tracker.ts';

const LEFT = 'left' as SensorId;
const RIGHT = 'right' as SensorId;
const at = (ms: number) => ms as EpochMs;

/** Sure to within a hand's breadth, or as the standard deviation says. */
function place(x: number, y: number, sdM = 0.1): FloorPlace {
  return { x, y, xx: sdM ** 2 / 2, xy: 0, yy: sdM ** 2 / 2 };
}

function openFloor() {
  const told = { moved: new Map<number, number[]>(), ended: [] as number[], joined: [] as number[] };
  const people = new CrossCameraTracker({
    moved: (person, ms) => told.moved.set(person, [...(told.moved.get(person) ?? []), ms]),
    ended: (person) => told.ended.push(person),
    joined: (person) => told.joined.push(person),
  });
  return { people, told };
}

/** Somebody who walks along y = 3 at 1 m/s; the left camera sees up to x = 7, the right one from x = 5, 0.4 m off. */
function walk(people: CrossCameraTracker, track: number, fromMs: number, off = 0.4): void {
  for (let ms = 0; ms <= 12_000; ms += 200) {
    const x = ms / 1000;
    if (x <= 7) people.moved(LEFT, track, at(fromMs + ms), place(x, 3));
    if (x >= 5) people.moved(RIGHT, track + 100, at(fromMs + ms + 50), place(x + off, 3 + off / 2));
    if (ms === 9_000) people.ended(LEFT, track, at(fromMs + 7_000), 'frame-edge');
  }
}

describe('people on the floor', () => {
  test('one person whom two cameras see one after the other, and both in between, is one person', () => {
    const { people, told } = openFloor();
    walk(people, 1, 0);
    expect([...told.moved.keys()]).toEqual([1]);
    const times = told.moved.get(1) ?? [];
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBeGreaterThan(11_900);
  });

  test('a person who crosses a gap between two views keeps its number, and it is said', () => {
    const { people, told } = openFloor();
    for (let ms = 0; ms <= 3_000; ms += 200) people.moved(LEFT, 1, at(ms), place(ms / 1000, 3));
    people.ended(LEFT, 1, at(3_000), 'frame-edge');
    for (let ms = 5_000; ms <= 7_000; ms += 200) people.moved(RIGHT, 9, at(ms), place(ms / 1000, 3.2));
    expect([...told.moved.keys()]).toEqual([1]);
    expect(told.joined).toEqual([1]);
  });

  test('two who walk two metres apart stay two', () => {
    const { people, told } = openFloor();
    for (let ms = 0; ms <= 6_000; ms += 200) {
      people.moved(LEFT, 1, at(ms), place(ms / 1000, 1));
      people.moved(LEFT, 2, at(ms), place(ms / 1000, 3));
      if (ms < 3_000) continue;
      people.moved(RIGHT, 11, at(ms + 20), place(ms / 1000 + 0.2, 1.1));
      people.moved(RIGHT, 12, at(ms + 20), place(ms / 1000 + 0.2, 3.1));
    }
    expect([...told.moved.keys()]).toEqual([1, 2]);
  });

  test('somebody else who turns up where nobody was is somebody new', () => {
    const { people, told } = openFloor();
    for (let ms = 0; ms <= 3_000; ms += 200) people.moved(LEFT, 1, at(ms), place(1, 1));
    for (let ms = 1_000; ms <= 3_000; ms += 200) people.moved(RIGHT, 5, at(ms), place(8, 6));
    expect([...told.moved.keys()]).toEqual([1, 2]);
    expect(told.moved.get(2)?.[0]).toBe(1_000);
  });

  test('when two could be meant it is no third', () => {
    const { people, told } = openFloor();
    for (let ms = 0; ms <= 6_000; ms += 200) {
      people.moved(LEFT, 1, at(ms), place(4, 3));
      people.moved(LEFT, 2, at(ms), place(4.5, 3));
      if (ms >= 1_000) people.moved(RIGHT, 7, at(ms), place(4.25, 3));
    }
    expect([...told.moved.keys()]).toEqual([1, 2]);
  });

  test('a camera that sees from far off and metres wrong adds nobody', () => {
    const { people, told } = openFloor();
    for (let ms = 0; ms <= 6_000; ms += 200) {
      people.moved(LEFT, 1, at(ms), place(ms / 1000, 3));
      people.moved(RIGHT, 7, at(ms + 50), { x: ms / 1000 + 2, y: 3, xx: 0.8, xy: 0, yy: 0.01 });
    }
    expect([...told.moved.keys()]).toEqual([1]);
  });

  test('but who is two metres off across its line of sight is somebody else', () => {
    const { people, told } = openFloor();
    for (let ms = 0; ms <= 6_000; ms += 200) {
      people.moved(LEFT, 1, at(ms), place(ms / 1000, 3));
      people.moved(RIGHT, 7, at(ms + 50), { x: ms / 1000, y: 5, xx: 0.2, xy: 0, yy: 0.01 });
    }
    expect([...told.moved.keys()]).toEqual([1, 2]);
  });

  test('somebody new is left to the camera that sees the place best, unless that one sees nobody', () => {
    const told = new Set<number>();
    const sink = { moved: (person: number) => told.add(person), joined: () => {}, ended: () => {} };
    const people = new CrossCameraTracker(sink, { seesBest: (camera) => camera === LEFT });
    for (let ms = 0; ms < 3_000; ms += 200) people.moved(RIGHT, 7, at(ms), place(4, 3));
    expect(told.size).toBe(0);
    people.moved(RIGHT, 7, at(3_000), place(4, 3));
    expect(told.size).toBe(1);
  });

  test('tracks that were one person and part are two', () => {
    const { people, told } = openFloor();
    for (let ms = 0; ms <= 12_000; ms += 200) {
      const apart = Math.max(0, (ms - 4_000) / 1000);
      people.moved(LEFT, 1, at(ms), place(4 - apart, 3));
      people.moved(RIGHT, 7, at(ms + 50), place(4 + apart, 3));
    }
    expect([...told.moved.keys()]).toEqual([1, 2]);
  });

  test('two who turn out to be at one place, seen by one camera each, are one', () => {
    const { people, told } = openFloor();
    for (let ms = 0; ms <= 12_000; ms += 200) {
      const apart = Math.max(0, 4 - ms / 1000);
      people.moved(LEFT, 1, at(ms), place(4 - apart, 3));
      people.moved(RIGHT, 7, at(ms + 50), place(4 + apart, 3));
      people.advance(at(ms));
    }
    expect(told.ended).toEqual([2]);
    expect(people.findPerson(RIGHT, 7)).toBe(1);
  });

  test('a new number of the same camera goes on with the person that the old one lost', () => {
    const { people, told } = openFloor();
    for (let ms = 0; ms <= 2_000; ms += 200) people.moved(LEFT, 1, at(ms), place(ms / 1000, 3));
    for (let ms = 3_000; ms <= 6_000; ms += 200) people.moved(LEFT, 2, at(ms), place(ms / 1000, 3));
    expect([...told.moved.keys()]).toEqual([1]);
    expect(told.joined).toEqual([1]);
  });

  test('who is gone from every camera for the hand-over time has left, once', () => {
    const { people, told } = openFloor();
    walk(people, 1, 0);
    people.ended(RIGHT, 101, at(12_050), 'lost');
    people.advance(at(14_000));
    expect(told.ended).toEqual([]);
    people.advance(at(17_000));
    people.advance(at(30_000));
    expect(told.ended).toEqual([1]);
  });

  test('goes on after a restore as if nothing had happened', () => {
    const whole = openFloor();
    walk(whole.people, 1, 0);
    const first = openFloor();
    for (let ms = 0; ms <= 5_400; ms += 200) {
      first.people.moved(LEFT, 1, at(ms), place(ms / 1000, 3));
      if (ms >= 5_000) first.people.moved(RIGHT, 101, at(ms + 50), place(ms / 1000 + 0.4, 3.2));
    }
    const second = openFloor();
    restoreState(second.people.state, JSON.parse(JSON.stringify(first.people.state.save())) as Json);
    for (let ms = 5_600; ms <= 12_000; ms += 200) {
      if (ms <= 7_000) second.people.moved(LEFT, 1, at(ms), place(ms / 1000, 3));
      second.people.moved(RIGHT, 101, at(ms + 50), place(ms / 1000 + 0.4, 3.2));
      if (ms === 9_000) second.people.ended(LEFT, 1, at(7_000), 'frame-edge');
    }
    expect([...(first.told.moved.get(1) ?? []), ...(second.told.moved.get(1) ?? [])]).toEqual(
      whole.told.moved.get(1),
    );
  });
});
