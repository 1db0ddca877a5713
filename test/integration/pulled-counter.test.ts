import { mkdtempSync, rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import type { CountRow } from '../../src/core/privacy/rows.ts';
import { playPulledCounter } from '../support/links/pulled-counter.ts';

const MINUTE_MS = 60_000;
const RATE = 60;
/** As in every shop that does not set it otherwise. */
const MINIMUM_COUNT = 5;

/** The revisions of each minute since it was unplugged in which the counter was never heard; its first may lack it too. */
function blindMinutes(received: readonly CountRow[], pulledAt: number): CountRow[][] {
  const byStart = Map.groupBy(received, ({ from }) => from);
  return [...byStart.values()]
    .map((revisions) => revisions.toSorted((a, b) => a.rev - b.rev))
    .filter(([first]) => first?.doors?.[0]?.seenS === 0 && Date.parse(first.from) + MINUTE_MS > pulledAt);
}

test('a counter unplugged for ten minutes makes minutes without a number, and its totals make them good (F40)', async () => {
  const directory = mkdtempSync('/dev/shm/lintel-counter-');
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const { received, missed, pulledAt } = await playPulledCounter(directory, RATE, MINIMUM_COUNT);
  const minutes = blindMinutes(received, pulledAt);
  expect(minutes.length).toBeGreaterThanOrEqual(8);
  for (const [first] of minutes) {
    expect(first).toMatchObject({ rev: 1, store: { seenS: 0, in: null, out: null } });
    expect(first?.doors?.[0]).toMatchObject({ in: null, out: null, backfilled: 0 });
  }
  const restated = minutes.map((revisions) => revisions.at(-1));
  expect(restated.map((minute) => minute?.rev)).toEqual(minutes.map(() => 2));
  const doors = restated.map((minute) => minute?.doors?.[0]);
  expect(doors.every((door) => door?.seenS === 0 && door.in !== 0 && door.out !== 0)).toBe(true);
  const sum = (direction: 'in' | 'out') => doors.reduce((total, door) => total + (door?.[direction] ?? 0), 0);
  expect({ in: sum('in'), out: sum('out') }).toEqual(missed);
});
