import { expect, test } from 'vitest';
import { pathProblems } from '../../../src/config/path-checks.ts';

const HOME = '/home/ann/shop';
const problems = (raw: object, home: string | undefined = HOME) =>
  pathProblems(raw, home).map(({ path }) => path);

test.each([
  ['/etc/lintel/credentials/pw', true],
  ['/run/credentials/lintel.service/site_pw', true],
  ['/var/lib/lintel/identity/a/key.pem', true],
  ['/home/ann/shop/pw', true],
  ['./pw', true],
  ['/etc/shadow', false],
  ['/etc/lintel/../shadow', false],
  ['/etc/lintel-of-others/pw', false],
  ['../../../etc/shadow', false],
  ['/proc/self/environ', false],
  ['/home/ann/.ssh/id_ed25519', false],
  ['/root/pw', false],
  ['/srv/pw', false],
])('a secret in %s is allowed: %s', (passwordFile, isAllowed) => {
  for (const key of ['passwordFile', 'keyFile', 'tokenFile', 'claimKeyFile'])
    expect(problems({ mqtt: { [key]: passwordFile } })).toEqual(isAllowed ? [] : [`mqtt.${key}`]);
});

test.each([
  ['/var/lib/lintel/till', true],
  ['/srv/tills', true],
  ['/mnt/share', true],
  ['/home/ann/shop/data', true],
  ['/data/tills', true],
  ['/data/other', false],
  ['/', false],
  ['/etc', false],
  ['/srv/../etc', false],
  ['/var/lib/postgresql', false],
  ['/home/ann', false],
])('data in %s is allowed: %s', (folder, isAllowed) => {
  const sensors = [{ id: 'till', folder }];
  const raw = { storage: { allowedFolders: ['/data/tills'] }, sensors };
  expect(problems(raw)).toEqual(isAllowed ? [] : ['sensors[0].folder']);
  expect(problems({ ...raw, storage: { ...raw.storage, directory: folder } }).length).toBe(isAllowed ? 0 : 2);
});

test('the system’s own authorities may be named as such and as nothing else', () => {
  const bundle = '/etc/ssl/certs/ca-certificates.crt';
  expect(problems({ mqtt: { caFile: bundle } })).toEqual([]);
  expect(problems({ mqtt: { keyFile: bundle } })).toEqual(['mqtt.keyFile']);
});

test('settings that ran before are not asked where their files are', () => {
  expect(pathProblems({ mqtt: { passwordFile: '/opt/pw' } })).toEqual([]);
});
