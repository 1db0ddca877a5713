import { describe, expect, test } from 'vitest';
import { parseTextPattern } from '../../../../src/drivers/support/text-pattern.ts';

const FIELDS = ['in', 'out'];

describe('a line pattern', () => {
  test.each([
    ['C,{in},{out}', 'C,12,9', { in: 12, out: 9 }],
    ['{skip}IN={in}{skip}OUT={out}', 'door 3 IN=12; OUT=9', { in: 12, out: 9 }],
    ['{out}/{in} #{skip}', '9/12 #anything at all', { in: 12, out: 9 }],
    ['{skip}{in}', 'visitors: 42', { in: 42 }],
    ['IN{+in}', 'IN', { in: 1 }],
  ])('%s reads %s', (pattern, line, numbers) => {
    expect(parseTextPattern(pattern, FIELDS)(line)).toEqual(numbers);
  });

  test.each([
    ['C,{in},{out}', 'C,12'],
    ['C,{in},{out}', 'C,12,9,'],
    ['C,{in},{out}', 'C,-1,9'],
    ['C,{in},{out}', `C,${'9'.repeat(11)},1`],
    ['IN{+in}', 'INNER'],
    ['{skip}x{in}', 'no number'],
  ])('%s makes nothing of %s', (pattern, line) => {
    expect(parseTextPattern(pattern, FIELDS)(line)).toBeUndefined();
  });

  test.each([
    ['C,{inn}', "'{inn}' is no field"],
    ['C,{in},{in}', "'{in}' stands twice"],
    ['C,{in},{+in}', "'{in}' stands twice"],
    ['{skip}', 'it reads nothing'],
    ['hello', 'it reads nothing'],
  ])('%s is refused: %s', (pattern, reason) => {
    expect(() => parseTextPattern(pattern, FIELDS)).toThrow(reason);
  });

  test('takes linear time on the worst of lines', () => {
    const match = parseTextPattern('{skip}a{skip}a{skip}a{skip}a{skip}b{in}', FIELDS);
    expect(match('a'.repeat(100_000))).toBeUndefined();
  });
});
