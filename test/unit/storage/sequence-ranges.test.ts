import { expect, test } from 'vitest';
import { SequenceRanges } from '../../../src/storage/sequence-ranges.ts';

test('behaves as a set of numbers under any sequence of changes', () => {
  let seed = 1;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const set = new SequenceRanges();
  const truth = new Set<number>();
  for (let step = 0; step < 5000; step += 1) {
    const seq = 1 + random(60);
    if (random(2) === 0) {
      set.add(seq);
      truth.add(seq);
    } else {
      expect(set.delete(seq)).toBe(truth.delete(seq));
    }
    expect(set.has(seq)).toBe(truth.has(seq));
    expect(set.size).toBe(truth.size);
  }
  const ordered = [...truth].sort((a, b) => a - b);
  expect([...set.ascending()]).toEqual(ordered);
  expect([...set.descending()]).toEqual(ordered.toReversed());
  expect([...SequenceRanges.decode(set.encode()).ascending()]).toEqual(ordered);
});

test('a long backlog is one range', () => {
  const set = new SequenceRanges();
  set.addRange(5, 43_200);
  set.addRange(1, 4);
  set.addRange(43_202, 43_300);
  expect(set.encode()).toBe('1-43200,43202-43300');
  set.add(43_201);
  expect(set.encode()).toBe('1-43300');
  set.addRange(10, 20);
  expect(set.encode()).toBe('1-43300');
  expect(new SequenceRanges().encode()).toBe('');
  expect(SequenceRanges.decode('').size).toBe(0);
});

test('refuses what is no range', () => {
  expect(() => SequenceRanges.decode('7-x')).toThrow(RangeError);
  expect(() => new SequenceRanges().addRange(2, 1)).toThrow(RangeError);
});
