import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runLintel } from '../support/lintel.ts';
import { tempDir } from '../support/temp-dir.ts';

const SETTINGS = `version: 2
tenant: acme
gateway: gw-1
store: { id: corner, timezone: Europe/London }
sensors:
  # hangs over the till
  - { id: till-radio, type: ble-receiver, adapter: hci0, position: { x: 2, y: 3 } }
floor: { widthMetres: 12, heightMetres: 8 }
zones: []
tags:
  - { id: trolley-1, kind: trolley, match: { mac: c3100a0b0c01 } }
`;
const TABLE = `id;kind;uuid;major;minor;mac
trolley-1;trolley;;;;C3:10:0A:0B:0C:99
badge-ann;staff;6c696e74-656c-4000-8000-000000000001;1;7;
`;

function shop(table: string): { config: string; table: string; tags: () => readonly { id: string }[] } {
  const folder = tempDir();
  const config = join(folder, 'store.yaml');
  const csv = join(folder, 'tags.csv');
  writeFileSync(config, SETTINGS);
  writeFileSync(csv, table);
  return { config, table: csv, tags: () => (parse(readFileSync(config, 'utf8')) as { tags: [] }).tags };
}

describe('lintel tags import', () => {
  test('replaces tags of the same id, adds new ones, and keeps the comments', async () => {
    const { config, table, tags } = shop(TABLE);
    const { code, output } = await runLintel(['tags', 'import', table, '-c', config]);
    expect(output).toContain('imported 2 tags');
    expect(code).toBe(0);
    expect(tags()).toEqual([
      { id: 'trolley-1', kind: 'trolley', match: { mac: 'c3100a0b0c99' } },
      {
        id: 'badge-ann',
        kind: 'staff',
        match: { uuid: '6c696e74656c40008000000000000001', major: 1, minor: 7 },
      },
    ]);
    expect(readFileSync(config, 'utf8')).toContain('# hangs over the till');
    expect((await runLintel(['check', config])).code).toBe(0);
  });

  test('writes nothing when it is only tried', async () => {
    const { config, table } = shop(TABLE);
    const { output } = await runLintel(['tags', 'import', table, '-c', config, '--dry-run']);
    expect(output).toContain('would import 2 tags');
    expect(readFileSync(config, 'utf8')).toBe(SETTINGS);
  });

  test.each([
    ['the same tag twice', 'badge-bob;staff;;;;C3:10:0A:0B:0C:99', "line 4: is the same tag as 'trolley-1'"],
    ['a kind that is none', 'x;cart;;;;C3:10:0A:0B:0C:03', 'line 4, kind'],
    ['nothing to know it by', 'x;staff;;;;', 'line 4, match'],
  ])('changes nothing for %s, and names the line but not what stands there', async (_what, row, problem) => {
    const { config, table } = shop(`${TABLE}${row}\n`);
    const { code, output } = await runLintel(['tags', 'import', table, '-c', config]);
    expect(code).toBe(1);
    expect(output).toContain(problem);
    expect(output.toLowerCase()).not.toContain('c3:10');
    expect(readFileSync(config, 'utf8')).toBe(SETTINGS);
  });
});
