import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCredentials, readFirstLine } from '../../../src/files/read-secrets.ts';
import { tempDir } from '../../support/temp-dir.ts';

test.each([
  ['secret', 'secret'],
  ['secret\n', 'secret'],
  ['secret\r\n', 'secret'],
  [' spaces stay \nsecond line\n', ' spaces stay '],
  ['', ''],
])('reads the first line of %j', (text, line) => {
  const path = join(tempDir(), 'password');
  writeFileSync(path, text);
  expect(readFirstLine(path)).toBe(line);
  expect(readCredentials({ username: 'gateway', passwordFile: path })).toEqual({
    username: 'gateway',
    password: line,
  });
});

test('leaves out what the settings do not name', () => {
  expect(readCredentials({})).toEqual({});
});
