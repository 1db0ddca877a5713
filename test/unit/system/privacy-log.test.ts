import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PrivacyLog } from '../../../src/system/privacy-log.ts';
import { tempDir } from '../../support/temp-dir.ts';

const AT = new Date('2026-03-03T10:00:00Z');

function threeEntries() {
  const path = join(tempDir(), 'audit', 'privacy-log.ndjson');
  const log = new PrivacyLog(path);
  for (const to of [5, 4, 3])
    log.append({ what: 'setting', by: 'anna', path: 'privacy.minimumCount', to }, AT);
  const lines = () => readFileSync(path, 'utf8').trim().split('\n');
  const rewrite = (changed: readonly string[]) => writeFileSync(path, `${changed.join('\n')}\n`);
  return { log, lines, rewrite };
}

describe('the privacy log', () => {
  test('holds what was changed, by whom and when, each entry chained to the one before', () => {
    const { log } = threeEntries();
    const { entries, brokenAt } = log.check();
    expect(brokenAt).toBeUndefined();
    expect(entries.map(({ seq, to, by }) => [seq, to, by])).toEqual([
      [1, 5, 'anna'],
      [2, 4, 'anna'],
      [3, 3, 'anna'],
    ]);
    expect(entries[2]?.previous).toBe(entries[1]?.hash);
  });

  test('shows where an entry was changed, taken out, moved or damaged', () => {
    const { log, lines, rewrite } = threeEntries();
    const [a = '', b = '', c = ''] = lines();
    const attempts: [string[], number][] = [
      [[a, b.replace('"to":4', '"to":9'), c], 2],
      [[a, c], 2],
      [[b, c], 1],
      [[a, c, b], 2],
      [[a, b.slice(0, 20), c], 2],
    ];
    for (const [changed, brokenAt] of attempts) {
      rewrite(changed);
      expect(log.check().brokenAt).toBe(brokenAt);
    }
  });

  test('continues after damage, which stays visible', () => {
    const { log, lines, rewrite } = threeEntries();
    rewrite([...lines().slice(0, 2), '{"seq":3,']);
    log.append({ what: 'setting', by: 'ben', path: 'privacy.minimumCount', to: 7 }, AT);
    const { entries, brokenAt } = log.check();
    expect(brokenAt).toBe(3);
    expect(entries.at(-1)).toMatchObject({ by: 'ben', to: 7 });
  });
});
