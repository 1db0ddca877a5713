import { expect, it } from 'vitest';
import { toCsv } from '../../../../src/web/fleet/csv.ts';

it('quotes separators, leaves what is not known empty, and runs no formula', () => {
  const rows = [
    { store: 'a, "b"', name: '=HYPERLINK("x")', entries: -3, seen: null, at: new Date(0), down: ['cam'] },
    { store: '@x', name: 'c\nd', entries: 0, seen: true, at: new Date(0), down: [] },
  ];
  expect(toCsv(rows)).toBe(
    [
      'store,name,entries,seen,at,down',
      `"a, ""b""","'=HYPERLINK(""x"")",-3,,1970-01-01T00:00:00.000Z,"[""cam""]"`,
      `'@x,"c\nd",0,true,1970-01-01T00:00:00.000Z,[]`,
      '',
    ].join('\r\n'),
  );
});

it('is one empty line without rows', () => {
  expect(toCsv([])).toBe('\r\n');
});
