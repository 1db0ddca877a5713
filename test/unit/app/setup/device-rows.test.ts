import { describe, expect, test } from 'vitest';
import { assignSerial, parseDeviceRows, takeRow } from '../../../../src/app/setup/device-rows.ts';

const FORTY = [
  'serial,store,gateway,timezone,hostname',
  ...Array.from({ length: 40 }, (_, i) => `,store-${i},gw-${i},Europe/Berlin,`),
].join('\r\n');

describe('a file of devices', () => {
  test('gives forty devices a row each, and the same device the same row again', () => {
    let text = FORTY;
    const serials = Array.from({ length: 40 }, (_, i) => `10000000${i}`);
    for (const serial of serials) {
      const taken = takeRow(parseDeviceRows(text).rows, serial);
      if (taken !== undefined) text = assignSerial(text, taken.row);
    }
    const { rows } = parseDeviceRows(text);
    expect(rows.map(({ serial, gateway }) => [serial, gateway])).toEqual(
      serials.map((serial, i) => [serial, `gw-${i}`]),
    );
    expect(takeRow(rows, '100000007')).toMatchObject({ isNew: false, row: { gateway: 'gw-7' } });
    expect(takeRow(rows, 'a-41st')).toBeUndefined();
  });

  test('says every line that is not usable', () => {
    const { problems } = parseDeviceRows(
      'store,gateway,serial\na,gw-1,1\n\n# a note\nb,gw-2\n,gw-3,3\na,gw-1,1\n',
    );
    expect(problems).toEqual([
      'line 5: 2 values for 3 columns',
      'line 6: no store',
      "serial '1' stands in two lines",
      "gateway 'a/gw-1' stands in two lines",
    ]);
  });

  test('a bad row costs that row, and its device takes no other', () => {
    const text = 'store,gateway,serial\na,gw-1,1\na,gw-2,1\nb,gw-1,\nc,gw-1,3\nd,gw-1\n# note\nc,gw-1,4\n';
    const { rows, refused } = parseDeviceRows(text);
    expect(rows).toEqual([{ store: 'b', gateway: 'gw-1', serial: '' }]);
    expect(refused.map(({ serial }) => serial).toSorted()).toEqual(['', '1', '1', '3', '4']);
    const [row] = rows;
    expect(row && assignSerial(text, { ...row, serial: '9' })).toBe(text.replace('b,gw-1,', 'b,gw-1,9'));
  });

  test('a table without serial numbers gets the column', () => {
    const row = { store: 'a', gateway: 'gw-1', serial: '9' };
    expect(assignSerial('store,gateway\na,gw-1\nb,gw-1\n', row)).toBe(
      'serial,store,gateway\n9,a,gw-1\n,b,gw-1\n',
    );
  });

  test('says what the first line must name', () => {
    expect(parseDeviceRows('serial,shop\n1,2').problems).toEqual([
      "the first line names 'shop'; columns are serial, store, gateway, timezone, hostname",
      "the first line must name the column 'store'",
      "the first line must name the column 'gateway'",
    ]);
    expect(parseDeviceRows('').problems.length).toBeGreaterThan(0);
  });
});
