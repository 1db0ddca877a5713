import { mkdtempSync, rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import type { WindowSummary } from '../../src/core/model/window-summary.ts';
import { playPulledCounter } from '../support/links/pulled-counter.ts';

const MINUTE_MS = 60_000;
const RATE = 60;
/** As in every shop that does not set it otherwise. */
const MINIMUM_COUNT = 5;

/** The revisions of each minute since it was unplugged in which the counter was never heard; its first may lack it too. */
function blindMinutes(received: readonly WindowSummary[], pulledAt: number): WindowSummary[][] {
  const minutes = received.filter(({ durationMs, partial }) => durationMs === MINUTE_MS && !partial);
  const byStart = Map.groupBy(minutes, ({ startAt }) => startAt);
  return [...byStart.values()]
    .map((revisions) => revisions.toSorted((a, b) => a.revision - b.revision))
    .filter(([first]) => first?.doors[0]?.coverage === 0 && Date.parse(first.startAt) + MINUTE_MS > pulledAt);
}

test('F40: a counter unplugged for ten minutes makes minutes without a number, and its totals make them good', async () => {
  const directory = mkdtempSync('/dev/shm/lintel-counter-');
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const { received, missed, pulledAt } = await playPulledCounter(directory, RATE, MINIMUM_COUNT);
  const minutes = blindMinutes(received, pulledAt);
  expect(minutes.length).toBeGreaterThanOrEqual(8);
  for (const [first] of minutes) {
    expect(first).toMatchObject({ revision: 1, store: { coverage: 0, entries: null, exits: null } });
    expect(first?.doors[0]).toMatchObject({ in: null, out: null, restored: 0 });
  }
  const restated = minutes.map((revisions) => revisions.at(-1));
  expect(restated.map((minute) => minute?.revision)).toEqual(minutes.map(() => 2));
  const doors = restated.map((minute) => minute?.doors[0]);
  expect(doors.every((door) => door?.coverage === 0 && door.in !== 0 && door.out !== 0)).toBe(true);
  const sum = (direction: 'in' | 'out') => doors.reduce((total, door) => total + (door?.[direction] ?? 0), 0);
  expect({ in: sum('in'), out: sum('out') }).toEqual(missed);
}, 60_000);
