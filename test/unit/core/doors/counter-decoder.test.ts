import { describe, expect, test } from 'vitest';
import { CounterDecoder } from '../../../../src/core/doors/counter-decoder.ts';
import type { EpochMs, SensorId } from '../../../../src/core/model/ids.ts';
import { restoreState } from '../../../../src/core/model/state-part.ts';

const SENSOR = 'counter' as SensorId;

function collect() {
  const told: string[] = [];
  const decoder = new CounterDecoder(SENSOR, {
    crossed: ({ direction, count, evidence }) =>
      told.push(`${count} ${direction}${evidence.kind === 'counter' ? ` ${evidence.how}` : ''}`),
    restored: ({ direction, count, from, to }) => told.push(`${count} ${direction} restored ${from}–${to}`),
    faulted: () => undefined,
    recovered: () => undefined,
  });
  const read = (at: number, entered: number, left: number, mode: 'total' | 'delta' = 'total') =>
    decoder.acceptReading({ kind: 'CounterRead', sensor: SENSOR, at: at as EpochMs, mode, entered, left });
  return { told, decoder, read };
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
  ])('at %i may wrap (%s)', (last) => {
    const { told, read } = collect();
    read(1_000, last, 0);
    read(2_000, 3, 1);
    expect(told[0]).toMatch(/^5 in wrapped$/);
  });

  test('that starts again at nothing counts from there', () => {
    const { told, read } = collect();
    read(1_000, 731, 722);
    read(15_000, 2, 1);
    read(16_000, 3, 1);
    expect(told).toEqual(['2 in restarted', '1 out restarted', '1 in counted']);
  });

  test('that falls back to an old number after a power cut counts on from it', () => {
    const { told, read } = collect();
    read(1_000, 7_310, 7_220);
    read(2_000, 7_000, 6_900);
    read(3_000, 7_001, 6_900);
    read(4_000, 7_002, 6_900);
    expect(told).toEqual(['1 in counted']);
  });

  test('with one mad reading counts as if it had not been', () => {
    const { told, read } = collect();
    read(1_000, 100, 90);
    read(2_000, 999_100, 90);
    read(3_000, 101, 91);
    expect(told).toEqual(['1 in counted', '1 out counted']);
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
