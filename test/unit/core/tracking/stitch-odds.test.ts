import { describe, expect, test } from 'vitest';
import type { EpochMs } from '../../../../src/core/model/ids.ts';
import { Detections } from '../../../../src/core/tracking/detections.ts';
import { PersonTrack } from '../../../../src/core/tracking/person-track.ts';
import { StitchOdds } from '../../../../src/core/tracking/stitch-odds.ts';
import { TRACKER_DEFAULTS } from '../../../../src/core/tracking/tracker-settings.ts';
import { listen } from './scene.ts';

const at = (ms: number) => ms as EpochMs;
const box = (left: number, height = 100) => [left, 300 - height, 0.4 * height, height, 0.97];

/** Of a box at `left`, for somebody who stood at 400 and was not seen for a while. */
function oddsAt(left: number, unseenMs: number, { height = 100, restless = 1, atEdge = false } = {}): number {
  const boxes = new Detections();
  const track = new PersonTrack();
  boxes.load(box(400), 1);
  track.start(at(0), boxes, 0, TRACKER_DEFAULTS);
  track.isAtEdge = atEdge;
  boxes.load(box(left, height), 1);
  const odds = new StitchOdds(TRACKER_DEFAULTS);
  const isPossible = odds.load(track, unseenMs, restless);
  const found = odds.of(boxes, 0);
  if (found > 0) expect(isPossible).toBe(true);
  return found;
}

describe('the odds that somebody who was lost is found', () => {
  test('fall with the time, the way, and a height that differs', () => {
    expect(oddsAt(400, 300)).toBeGreaterThan(0);
    expect(oddsAt(400, 1_000)).toBeLessThan(oddsAt(400, 300));
    expect(oddsAt(430, 300)).toBeLessThan(oddsAt(400, 300));
    expect(oddsAt(400, 300, { height: 60 })).toBeLessThan(0);
    expect(oddsAt(400, 20_000)).toBeLessThan(0);
  });

  test('fall less with the way the longer somebody had to go it, and the wilder the picture', () => {
    const lostBy = (unseenMs: number, restless = 1) =>
      oddsAt(400, unseenMs, { restless }) - oddsAt(460, unseenMs, { restless });
    expect(lostBy(1_000)).toBeLessThan(lostBy(200));
    expect(lostBy(200, 8)).toBeLessThan(lostBy(200));
  });

  test('are worse for somebody who was last seen at the edge of the picture', () => {
    expect(oddsAt(400, 300, { atEdge: true })).toBeLessThan(oddsAt(400, 300));
  });
});

test('who stood and was hidden for a second and a half keeps the number; past the limit it is somebody new', () => {
  for (const [gapMs, person] of [
    [1_500, 1],
    [TRACKER_DEFAULTS.joinLimitMs + 200, 2],
  ] as const) {
    const { tracker, of } = listen();
    for (let ms = 0; ms <= 2_000; ms += 100) tracker.update(at(ms), box(400));
    for (let ms = 2_100; ms < 2_000 + gapMs; ms += 100) tracker.update(at(ms), []);
    for (let ms = 0; ms <= 1_000; ms += 100) tracker.update(at(2_000 + gapMs + ms), box(400));
    expect(of('moved').at(-1)?.[1]).toBe(person);
  }
});
