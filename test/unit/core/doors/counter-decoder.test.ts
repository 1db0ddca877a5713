import { describe, expect, test } from 'vitest';
import { CounterDecoder } from '../../../../src/core/doors/counters/counter-decoder.ts';
import type { EpochMs, SensorId } from '../../../../src/core/model/ids.ts';
import { restoreState } from '../../../../src/core/model/state-part.ts';

const SENSOR = 'counter' as SensorId;

function collect(maxTotal?: number) {
  const told: string[] = [];
  const restarts: string[] = [];
  let lostMs = 0;
  const decoder = new CounterDecoder(
    SENSOR,
    {
      crossed: ({ direction, count, evidence }) =>
        told.push(`${count} ${direction}${evidence.kind === 'counter' ? ` ${evidence.how}` : ''}`),
      restored: ({ direction, count, from, to }) => told.push(`${count} ${direction} restored ${from}–${to}`),
      uncounted: ({ from, to, isCounted }) => {
        lostMs += (to - from) * (isCounted ? -1 : 1);
      },
      restarted: ({ isDaily }) => restarts.push(isDaily ? 'daily' : 'once'),
      faulted: () => undefined,
      recovered: () => undefined,
    },
    maxTotal,
  );
  const read = (at: number, entered: number, left: number, mode: 'total' | 'delta' = 'total') =>
    decoder.acceptReading({ kind: 'CounterRead', sensor: SENSOR, at: at as EpochMs, mode, entered, left });
  return { told, decoder, read, restarts, lost: () => lostMs };
}

describe('a counter', () => {
  test('of totals counts what they grew by, from the first reading on', () => {
    const { told, read } = collect();
    read(1_000, 500, 480);
    read(2_000, 501, 480);
    read(3_000, 501, 482);
    expect(told).toEqual(['1 in counted', '2 out counted']);
  });

  test('of changes counts each, but no crowd that cannot be', () => {
    const { told, read } = collect();
    read(1_000, 1, 0, 'delta');
    read(2_000, 4_000, 0, 'delta');
    read(3_000, 0, 2, 'delta');
    expect(told).toEqual(['1 in counted', '2 out counted']);
  });

  test.each([
    [65_534, 'a 16-bit register'],
    [9_998, 'a four-digit display'],
    [4_294_967_294, 'a 32-bit register'],
  ])('at %i may wrap (%s), when a second reading agrees', (last) => {
    const { told, read } = collect();
    read(1_000, last, 500);
    read(2_000, 3, 501);
    expect(told).toEqual(['1 out counted']);
    read(3_000, 3, 501);
    expect(told).toContain('5 in wrapped');
  });

  test('wraps at its known width as far from the top as people can have passed', () => {
    const { told, read } = collect(9_999);
    read(1_000, 9_970, 4_000);
    read(11_000, 4, 4_030);
    read(12_000, 4, 4_030);
    expect(told).toEqual(['30 out counted', '34 in wrapped']);
  });

  test('that starts again at nothing counts nobody until a second reading, and on from there', () => {
    const { told, read } = collect();
    read(1_000, 731, 722);
    read(15_000, 2, 1);
    read(16_000, 3, 1);
    read(17_000, 3, 2);
    expect(told).toEqual(['1 in counted', '1 out counted']);
  });

  test.each([
    [95, 90, undefined],
    [9_991, 9_987, 9_999],
    [65_530, 65_500, undefined],
  ])('at %i/%i that starts again while nobody listens invents nobody', (entered, left, maxTotal) => {
    const { told, decoder, read } = collect(maxTotal);
    read(1_000, entered, left);
    decoder.lost();
    read(601_000, 5, 4);
    read(602_000, 5, 4);
    read(603_000, 6, 4);
    expect(told).toEqual(['1 in counted']);
  });

  test('that falls back to an old number after a power cut counts on from it', () => {
    const { told, read } = collect();
    read(1_000, 7_310, 7_220);
    read(2_000, 7_000, 6_900);
    read(3_000, 7_001, 6_900);
    read(4_000, 7_002, 6_900);
    expect(told).toEqual(['1 in counted', '1 in counted']);
  });

  test.each([
    ['a lost digit', 234, 1_200],
    ['zeros', 0, 0],
    ['a jump', 912_340, 1_200],
  ])(
    'measures from the old total when it comes back after %s, even if that was read twice',
    (_what, entered, left) => {
      for (const times of [1, 2]) {
        const { told, read, lost } = collect();
        read(1_000, 1_234, 1_200);
        for (let i = 0; i < times; i++) read(2_000 + i * 1_000, entered, left);
        for (let i = 0; i < 3; i++) read(5_000 + i * 1_000, 1_236, 1_201);
        expect(told.sort()).toEqual(['1 out counted', '2 in counted']);
        if (times === 1) expect(lost()).toBe(0);
      }
    },
  );

  test('takes a repeated line for no second reading', () => {
    const { told, read } = collect();
    read(1_000, 40, 38);
    read(2_000, 0, 0);
    read(2_020, 0, 0);
    read(3_000, 40, 38);
    expect(told).toEqual([]);
  });

  test('reports the time in which a restart hides who passed, and what time of day it happens at', () => {
    const { read, restarts, lost } = collect();
    const day = 86_400_000;
    for (let n = 0; n < 3; n++) {
      read(1_000 + n * day, 871, 850);
      read(61_000 + n * day, 871, 850);
      read(121_000 + n * day, 0, 0);
      read(181_000 + n * day, 0, 0);
    }
    expect(restarts).toEqual(['once', 'daily', 'daily']);
    expect(lost()).toBeGreaterThanOrEqual(180_000);
  });

  test('of totals on lines of their own judges each by itself', () => {
    const { told, decoder } = collect();
    const see = (at: number, entered: number | null, left: number | null) =>
      decoder.acceptReading({
        kind: 'CounterRead',
        sensor: SENSOR,
        at: at as EpochMs,
        mode: 'total',
        entered,
        left,
      });
    see(1_000, 1_234, null);
    see(1_100, null, 1_200);
    see(3_000, 234, null);
    see(3_100, null, 1_201);
    see(5_000, 1_235, null);
    see(5_100, null, 1_201);
    expect(told).toEqual(['1 out counted', '1 in counted']);
  });

  test('with one mad reading counts as if it had not been', () => {
    const { told, read } = collect();
    read(1_000, 100, 90);
    read(2_000, 999_100, 90);
    read(3_000, 101, 91);
    expect(told).toEqual(['1 in counted', '1 out counted']);
  });

  test('believes the line that follows a damaged one at once, after a gap over its highest total', () => {
    const { told, read } = collect();
    read(1_000, 7_476, 7_916);
    read(100_001_000, 0, 0);
    read(100_001_000, 791, 9_939);
    read(100_011_000, 811, 9_965);
    expect(told.filter((text) => text.includes(' in '))).toEqual(['20 in counted']);
  });

  test('restores what it counted while nobody listened', () => {
    const { told, decoder, read } = collect();
    read(1_000, 100, 90);
    decoder.lost();
    read(601_000, 130, 110);
    read(602_000, 131, 110);
    expect(told).toEqual(['30 in restored 1000–601000', '20 out restored 1000–601000', '1 in counted']);
  });

  test('restores over a restart of the gateway', () => {
    const { decoder, read } = collect();
    read(1_000, 100, 90);
    const after = collect();
    restoreState(after.decoder.state, JSON.parse(JSON.stringify(decoder.state.save())));
    after.read(301_000, 104, 90);
    expect(after.told).toEqual(['4 in restored 1000–301000']);
  });

  test('that proves to be alive between two readings needs no restoring', () => {
    const { told, decoder, read } = collect();
    read(1_000, 100, 90);
    for (let at = 5_000; at < 600_000; at += 5_000) decoder.alive(at as EpochMs);
    read(600_000, 101, 90);
    expect(told).toEqual(['1 in counted']);
  });
});
