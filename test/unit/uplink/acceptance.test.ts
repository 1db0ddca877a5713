import { expect, test } from 'vitest';
import { RECONNECT_DEFAULTS } from '../../../src/ports/uplink.ts';
import { Acceptance } from '../../../src/uplink/acceptance.ts';

test('a broker that accepts nothing is told after two minutes, once, until it accepts again', () => {
  let nowMs = 0;
  const acceptance = new Acceptance(() => nowMs);
  expect([acceptance.detail, acceptance.isStalled]).toEqual([undefined, false]);
  acceptance.refused('not authorised (0x87)');
  expect(acceptance.detail).toBe('the broker accepts nothing: not authorised (0x87)');
  expect([acceptance.isStalled, acceptance.mustReport()]).toEqual([false, false]);
  nowMs = 120_000;
  acceptance.refused('quota exceeded (0x97)');
  expect(acceptance.detail).toBe('the broker accepts nothing for 2 min: quota exceeded (0x97)');
  expect([acceptance.isStalled, acceptance.mustReport(), acceptance.mustReport()]).toEqual([
    true,
    true,
    false,
  ]);
  acceptance.accepted();
  expect([acceptance.detail, acceptance.isStalled]).toEqual([undefined, false]);
});

test('a refused password is tried again within two minutes', () => {
  expect(RECONNECT_DEFAULTS.refusedMs * 2).toBeLessThanOrEqual(120_000);
});
