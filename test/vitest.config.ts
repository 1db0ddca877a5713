import { defineConfig } from 'vitest/config';
import { LongestFirst } from './support/longest-first.ts';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    // Native addons crash in worker threads.
    pool: 'forks',
    // A process for each file took longer than most of their tests, so a test leaves nothing behind in its process.
    isolate: false,
    // One more than the cores of the smallest machine: two thirds of the long tests wait for time to pass.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // Five times what the slowest takes here: a limit that holds on a machine that much slower.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: ['default', './test/support/count-reporter.ts'],
  },
});
