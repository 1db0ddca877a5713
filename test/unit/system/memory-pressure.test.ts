import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createMemoryPressureCheck } from '../../../src/system/memory-pressure.ts';
import { tempDir } from '../../support/temp-dir.ts';

/** A machine of 1000 MB with a service that may have 600 MB. */
function machine() {
  const root = tempDir();
  const [proc, group] = [join(root, 'proc'), join(root, 'cgroup', 'system.slice', 'lintel.service')];
  mkdirSync(join(proc, 'self'), { recursive: true });
  mkdirSync(group, { recursive: true });
  writeFileSync(join(proc, 'self', 'cgroup'), '0::/system.slice/lintel.service\n');
  writeFileSync(join(group, 'memory.high'), '600000000\n');
  writeFileSync(join(group, 'memory.max'), 'max\n');
  const set = (usedMb: number, cachedMb: number, freeMb: number): void => {
    writeFileSync(join(group, 'memory.current'), `${usedMb * 1e6}\n`);
    writeFileSync(join(group, 'memory.stat'), `anon 1\ninactive_file ${cachedMb * 1e6}\n`);
    writeFileSync(join(proc, 'meminfo'), `MemTotal: 1000000 kB\nMemAvailable: ${freeMb * 1000} kB\n`);
  };
  return { set, gauge: createMemoryPressureCheck({ proc, cgroups: join(root, 'cgroup') }) };
}

describe('the memory gauge (F52)', () => {
  test('is quiet while there is room, cached files not counted', () => {
    const { set, gauge } = machine();
    set(580, 200, 500);
    expect(gauge()).toBeUndefined();
  });

  test('speaks at nine tenths of the limit and until seven', () => {
    const { set, gauge } = machine();
    const said = [500, 550, 500, 430, 410].map((usedMb) => {
      set(usedMb, 0, 500);
      return gauge() !== undefined;
    });
    expect(said).toEqual([false, true, true, true, false]);
  });

  test('speaks when the machine itself runs short', () => {
    const { set, gauge } = machine();
    set(100, 0, 50);
    expect(gauge()).toBe('only 5 % of the machine’s memory is free');
  });

  test('is quiet where nothing is known', () => {
    expect(createMemoryPressureCheck({ proc: '/nowhere', cgroups: '/nowhere' })()).toBeUndefined();
  });
});
