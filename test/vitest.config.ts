import { defineConfig } from 'vitest/config';
import { LongestFirst } from './support/longest-first.ts';

/** Tests that leave nothing behind in the process that runs them. */
const TIDY = [
  ...['test/unit/**/*.test.ts', 'test/architecture*.test.ts'],
  ...['test/contract/**/*.test.ts', 'test/property/**/*.test.ts'],
];

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    projects: [
      // A process for each of some 250 files took longer than most of their tests: these share the workers' own.
      { extends: true, test: { name: 'tidy', include: TIDY, isolate: false } },
      {
        extends: true,
        test: { name: 'whole', include: ['test/**/*.test.ts'], exclude: [...TIDY, 'test/hardware/**'] },
      },
    ],
    // Native addons crash in worker threads.
    pool: 'forks',
    // One more than the cores of the smallest machine: two thirds of the long tests wait for time to pass.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // Five times what the slowest takes here: a limit that holds on a machine that much slower.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: ['default', './test/support/count-reporter.ts'],
  },
});
