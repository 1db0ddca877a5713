import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileCircles, floorFaults } from '../scripts/lib/house/import-graph.ts';
import { readSources } from '../scripts/lib/house/source-file.ts';
import { driverTypes } from '../src/drivers/registry.ts';

/** Who may import the simulator: its own commands, never what runs in a store. */
const MAY_SIMULATE = /^(sim\/|app\/sim\/|app\/commands\/(sim|sim-new|demo)\.ts$)/;

/** One or two names may be an example or a word of its own, such as `camera`. Three are a list. */
const MAX_DRIVER_NAMES = 2;

interface Importing {
  readonly path: string;
  readonly imports: readonly string[];
}

interface Wording {
  readonly path: string;
  readonly strings: readonly string[];
}

function simulatorFaults(files: readonly Importing[]): string[] {
  return files
    .filter(({ path, imports }) => !MAY_SIMULATE.test(path) && imports.some((to) => to.startsWith('sim/')))
    .map(({ path }) => `${path} imports sim/`);
}

function driverLists(files: readonly Wording[]): string[] {
  return files
    .filter(({ path }) => !path.startsWith('drivers/'))
    .map(({ path, strings }) => ({ path, named: driverTypes.filter((type) => strings.includes(type)) }))
    .filter(({ named }) => named.length > MAX_DRIVER_NAMES)
    .map(({ path, named }) => `${path} names ${named.join(', ')}`);
}

describe('architecture, floor by floor', () => {
  const files = readSources(join(import.meta.dirname, '..', 'src'));

  it('finds no import of a folder’s own floor or above', () => {
    expect(floorFaults(files)).toEqual([]);
  });

  it('finds no circle of files, type imports included', () => {
    expect(fileCircles(files)).toEqual([]);
  });

  it('finds the simulator imported by its own commands only', () => {
    expect(simulatorFaults(files)).toEqual([]);
  });

  it('finds no list of driver names outside drivers/', () => {
    expect(driverLists(files)).toEqual([]);
  });
});

describe('architecture rules', () => {
  it.each(['app/commands/audit.ts', 'app/gateway/pipeline.ts', 'links/support/inbox.ts'])(
    'refuses the simulator in %s',
    (path) => {
      expect(simulatorFaults([{ path, imports: ['sim/kernel/random.ts'] }])).toEqual([
        `${path} imports sim/`,
      ]);
    },
  );

  it.each([
    'app/commands/sim.ts',
    'app/commands/demo.ts',
    'app/sim/run-scenario.ts',
    'sim/truth/zone-truth.ts',
  ])('allows the simulator in %s', (path) => {
    expect(simulatorFaults([{ path, imports: ['sim/kernel/random.ts'] }])).toEqual([]);
  });

  it('refuses a third driver name in one file', () => {
    const [first = '', second = '', third = ''] = driverTypes;
    const path = 'core/engine/engine.ts';
    expect(driverLists([{ path, strings: [first, second, first] }])).toEqual([]);
    expect(driverLists([{ path, strings: [first, second, third] }])).toHaveLength(1);
    expect(driverLists([{ path: 'drivers/registry.ts', strings: driverTypes }])).toEqual([]);
  });
});
