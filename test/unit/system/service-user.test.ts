import { chownSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ownerWithin, serviceUser } from '../../../src/system/service-user.ts';
import { tempDir } from '../../support/temp-dir.ts';

function passwdWith(line: string): string {
  const path = join(tempDir(), 'passwd');
  writeFileSync(path, `root:x:0:0:root:/root:/bin/bash\n${line}\n`);
  return path;
}

test('the service’s user is the one of that name alone', () => {
  expect(serviceUser(passwdWith('lintel:x:997:996:Lintel:/var/lib/lintel:/usr/sbin/nologin'))).toEqual({
    uid: 997,
    gid: 996,
  });
  expect(serviceUser(passwdWith('lintel2:x:997:996::/:/bin/sh'))).toBeUndefined();
  expect(serviceUser('/nowhere/passwd')).toBeUndefined();
});

test.skipIf(process.getuid?.() !== 0)(
  'a file in the service’s folder is the service’s, though root owns the folder',
  () => {
    const passwd = passwdWith('lintel:x:997:996::/var/lib/lintel:/usr/sbin/nologin');
    const folder = tempDir();
    chownSync(folder, 0, 996);
    expect(ownerWithin(folder, passwd)).toEqual({ uid: 997, gid: 996 });
  },
);

test('gives a file elsewhere to the folder’s owner', () => {
  const folder = tempDir();
  const { uid, gid } = statSync(folder);
  expect(ownerWithin(folder, passwdWith('lintel:x:997:996::/:/bin/sh'))).toEqual({ uid, gid });
});
