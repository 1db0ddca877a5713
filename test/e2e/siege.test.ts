import { expect, test } from 'vitest';
import { canPlaySiege, playSiege, siegeFaults } from '../support/process/play-siege.ts';
import { isBrowserAbsent } from './browser.ts';

function isNetworkAbsent(): boolean {
  if (canPlaySiege()) return false;
  console.warn('SKIPPED: no network of its own can be made here (unshare -rn), so the siege is not played');
  return true;
}

// 10,000 connections and 1,000 codes: scripts/bench siege.
test.skipIf(isBrowserAbsent() || isNetworkAbsent())(
  'idle and slow connections and codes from 50 addresses: counting, till and technician go on',
  async () => {
    const siege = await playSiege(2_500, 250);
    expect([siege.connections, siege.tries]).toEqual([2_500, 250]);
    expect(siegeFaults(siege)).toEqual([]);
  },
  280_000,
);
