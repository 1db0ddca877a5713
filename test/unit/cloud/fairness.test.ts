import { describe, expect, test } from 'vitest';
import { Batcher } from '../../../src/cloud/batcher.ts';
import { FairQueue } from '../../../src/cloud/fair-queue.ts';
import { SenderLimits } from '../../../src/cloud/sender-limits.ts';

describe('senders that wait', () => {
  test('are served in turn, each in its own order, and none is forgotten', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'c2']) queue.add(item.slice(0, 1), item);
    expect(queue.takeBatch(4, () => 1)).toEqual(['a1', 'b1', 'c1', 'a2']);
    queue.add('d', 'd1');
    expect(queue.takeBatch(9, () => 1)).toEqual(['c2', 'a3', 'd1', 'a4']);
    expect([queue.takeBatch(9, () => 1), queue.isEmpty]).toEqual([[], true]);
  });

  test('an item above the size of a batch goes alone', () => {
    const queue = new FairQueue<number>();
    queue.add('a', 900);
    queue.add('b', 1);
    expect(queue.takeBatch(500, (size) => size)).toEqual([900]);
    expect(queue.takeBatch(500, (size) => size)).toEqual([1]);
  });

  test('somebody with one message is in the next batch, whoever has a thousand waiting', async () => {
    const batches: (readonly string[])[] = [];
    const batcher = new Batcher<string>(async (items) => void batches.push(items), 100);
    const flood = Array.from({ length: 1_000 }, () => batcher.add('flood', 'flood'));
    await batcher.add('honest', 'honest');
    expect(batches.findIndex((batch) => batch.includes('honest'))).toBeLessThanOrEqual(1);
    await Promise.all(flood);
    expect(batches.flat()).toHaveLength(1_001);
  });
});

describe('what a sender may make the receiver read', () => {
  function limits() {
    const clock = { ms: 0 };
    return { clock, limits: new SenderLimits(() => clock.ms) };
  }

  test('is a week of minutes at once, again and again the next week, all of it good', () => {
    const { clock, limits: allowed } = limits();
    for (let week = 0; week < 3; week += 1) {
      for (let message = 0; message < 10_080; message += 1) {
        expect(allowed.admits('a', 3_000)).toBe(true);
        clock.ms += 50;
      }
      clock.ms += 7 * 86_400_000;
    }
    expect(allowed.takeUnread()).toEqual([]);
  });

  test('ends with some hundreds of refused rows, for this sender alone, and is counted', () => {
    const { limits: allowed } = limits();
    let read = 0;
    for (let message = 0; message < 5_000; message += 1) {
      if (!allowed.admits('hostile', 200)) continue;
      read += 1;
      allowed.chargeRefused('hostile', 1);
    }
    expect(read).toBeGreaterThan(300);
    expect(read).toBeLessThan(500);
    expect(allowed.admits('honest', 200_000)).toBe(true);
    expect(allowed.takeUnread()).toEqual([['hostile', 5_000 - read]]);
    expect(allowed.takeUnread()).toEqual([]);
  });

  test('comes back as soon as the sender is mended, however much it was refused', () => {
    const { clock, limits: allowed } = limits();
    allowed.chargeRefused('a', 1_000_000);
    expect(allowed.admits('a', 2_000)).toBe(false);
    clock.ms += 1_000;
    expect(allowed.admits('a', 2_000)).toBe(true);
  });

  test('one refused row a minute, as a newer gateway may send for months, costs nothing', () => {
    const { clock, limits: allowed } = limits();
    for (let minute = 0; minute < 100_000; minute += 1) {
      expect(allowed.admits('a', 3_000)).toBe(true);
      allowed.chargeRefused('a', 1);
      clock.ms += 60_000;
    }
  });

  test('is remembered of 100,000 senders at most', () => {
    const { clock, limits: allowed } = limits();
    allowed.chargeRefused('first', 1_000);
    for (let sender = 0; sender < 100_000; sender += 1) allowed.admits(`s${sender}`, 1);
    expect(allowed.admits('first', 1)).toBe(true);
    clock.ms += 86_400_000;
    expect(allowed.takeUnread()).toEqual([]);
  });
});
