import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { SiegeResult } from '../support/process/siege.ts';
import { isBrowserAbsent } from './browser.ts';

const SIEGE = join(import.meta.dirname, '..', 'support', 'process', 'siege.ts');

/** The attackers need addresses of their own: those of this machine are never limited. */
function isNetworkAbsent(): boolean {
  if (spawnSync('unshare', ['-rn', 'ip', 'link', 'set', 'lo', 'up']).status === 0) return false;
  console.warn('SKIPPED: no network of its own can be made here (unshare -rn), so the siege is not played');
  return true;
}

test.skipIf(isBrowserAbsent() || isNetworkAbsent())(
  '10,000 idle and slow connections and 1,000 codes from 50 addresses: counting, till and technician go on',
  async () => {
    const { stdout } = await promisify(execFile)('unshare', ['-rn', process.execPath, SIEGE], {
      maxBuffer: 16 * 1024 * 1024,
    });
    const siege = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as SiegeResult;
    expect([siege.connections, siege.tries]).toEqual([10_000, 1_000]);
    expect(siege.people.counted).toBe(siege.people.passed);
    expect(siege.people.passed).toBeGreaterThan(10);
    expect(siege.sales.accepted).toBe(siege.sales.posted);
    expect(siege.sales.slowestMs).toBeLessThan(10_000);
    expect(siege.complaints).toEqual([]);
    expect(siege.technicianMs).toHaveLength(6);
    expect(siege.mostDescriptors).toBeLessThan(400);
  },
  280_000,
);
