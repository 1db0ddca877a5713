import { expect, test } from 'vitest';
import { TrackHistoryClient } from '../../../../src/app/console/track-history-client.ts';
import type { EpochMs, SpaceId } from '../../../../src/core/model/ids.ts';
import { heatGrid } from '../../../../src/core/tracking/history/heat-grid.ts';
import { TrackHistory } from '../../../../src/core/tracking/history/track-history.ts';

const FLOOR = 'floor' as SpaceId;

function filledRing(people: number): TrackHistory {
  const ring = new TrackHistory({ maxBytes: 8_000_000, maxAgeMs: 86_400_000 });
  for (let person = 1; person <= people; person++) {
    const beganAt = 1_000_000 + person * 20_000;
    for (let i = 0; i < 100; i++)
      ring.moved(FLOOR, person, (beganAt + i * 200) as EpochMs, {
        x: i / 10,
        y: (person % 80) / 10,
        heightPx: 0,
      });
    ring.ended(FLOOR, person, undefined);
  }
  return ring;
}

test('what the thread works out is what the gateway itself would have', async () => {
  const ring = filledRing(300);
  const desk = new TrackHistoryClient(ring);
  const [heat, again, paths] = await Promise.all([
    desk.ask('heat', { space: FLOOR, cell: 0.5, fewest: 1 }),
    desk.ask('heat', { space: FLOOR, cell: 0.5, fewest: 1 }),
    desk.ask('paths', { space: FLOOR }),
  ]);
  expect(heat).toEqual(heatGrid(ring, FLOOR, 0.5, 1));
  expect(again).toEqual(heat);
  expect(paths.births.length).toBe(300);
});

test('lets the gateway continue, and leaves its later tracks out of the answer', async () => {
  const ring = filledRing(300);
  const desk = new TrackHistoryClient(ring);
  let turns = 0;
  const turning = setInterval(() => {
    turns += 1;
    ring.moved(FLOOR, 9_999, (9_000_000 + turns) as EpochMs, { x: 5, y: 5, heightPx: 0 });
  }, 1);
  const before = ring.snapshot();
  const { span } = await desk.ask('recount', { models: [] });
  clearInterval(turning);
  expect(turns).toBeGreaterThan(0);
  expect(span).toEqual(TrackHistory.of(before).span());
});

test('fails only the request that cannot be met', async () => {
  const desk = new TrackHistoryClient(filledRing(1));
  const broken = desk.ask('recount', { models: [{}] as never });
  const whole = desk.ask('paths', { space: FLOOR });
  await expect(broken).rejects.toThrow();
  await expect(whole).resolves.toHaveProperty('points');
});
