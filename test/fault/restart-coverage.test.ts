import { mkdtempSync, rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { playRestarts, restartFaults, sumOf } from '../support/process/restarted-gateway.ts';
import { Random } from '../support/seeded-random.ts';

test('covers no time in which the program did not run, and backfills it from totals by name', async () => {
  const directory = mkdtempSync('/dev/shm/lintel-restarts-');
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const run = await playRestarts(directory, { count: 2 }, new Random(3));
  expect(restartFaults(run)).toEqual([]);
  expect(sumOf(run.windows, 'total', ({ restored }) => restored)).toBeGreaterThan(0);
  expect(sumOf(run.windows, 'delta', ({ restored }) => restored)).toBe(0);
});
