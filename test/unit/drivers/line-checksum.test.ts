import { describe, expect, test } from 'vitest';
import type { EpochMs, SensorId } from '../../../src/core/model/ids.ts';
import { createCounterPattern, decode } from '../../../src/drivers/serial-counter.ts';
import { parseTextPattern } from '../../../src/drivers/support/text-pattern.ts';

const FIELDS = ['in', 'out'];

describe('a checksum', () => {
  test.each([
    // XOR of "C,12,9", and of "CNT,12,9" as NMEA 0183 has it: without the dollar sign.
    ['C,{in},{out}*{xor}', 'C,12,9*79'],
    ['$CNT,{in},{out}*{xor}', '$CNT,12,9*63'],
    // The sum of the codes of "C,12,9," with its last comma, modulo 256.
    ['C,{in},{out},{sum}', 'C,12,9,63'],
  ])('%s holds for %s', (pattern, line) => {
    const match = parseTextPattern(pattern, FIELDS);
    expect(match(line)).toEqual({ in: 12, out: 9 });
    expect(match(line.replace('12', '2'))).toBeUndefined();
    expect(match(line.slice(0, -1))).toBeUndefined();
  });

  // Check values of the CRC catalogue for "123456789": MODBUS (either byte first), CCITT-FALSE, XMODEM, ARC.
  test.each(['4B37', '374b', '29B1', '31C3', 'BB3D'])('of sixteen bits may be %s', (crc) => {
    const match = parseTextPattern('123456789 {crc16}{+in}', FIELDS);
    expect(match(`123456789 ${crc}`)).toEqual({ in: 1 });
    expect(match('123456789 4B38')).toBeUndefined();
  });
});

test('totals may stand on lines of their own', () => {
  const grammar = createCounterPattern(['IN:{in}', 'OUT:{out}'], 'total');
  const read = (line: string) => decode(line, grammar, 'counter' as SensorId, 1 as EpochMs);
  expect(read('IN:12')).toMatchObject({ entered: 12, left: null });
  expect(read('OUT:9')).toMatchObject({ entered: null, left: 9 });
});
