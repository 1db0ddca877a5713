import { execFileSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runLintel } from '../support/lintel.ts';
import { tempDir } from '../support/temp-dir.ts';

test('a support bundle holds what helps, and no secret, address or name', async () => {
  const directory = tempDir();
  const config = join(directory, 'store.yaml');
  const secrets = [
    'hunter2',
    'Jane Doe',
    'C4:7C:8D:6A:01:02',
    '231d39c1d7cc1ab1aee224cd096db932',
    'fleet-user',
  ];
  writeFileSync(join(directory, 'password'), secrets[0] ?? '', { mode: 0o600 });
  writeFileSync(
    config,
    `version: 2
tenant: acme
gateway: gw-1
store: { id: shop, name: 'Shop of Jane Doe' }
storage: { directory: ${directory}/data }
sensors:
  - { id: cam, type: camera, source: { rtsp: 'rtsp://192.0.2.1/s', username: fleet-user, passwordFile: ${directory}/password }, widthPx: 640, heightPx: 480 }
tags:
  - { id: badge-1, kind: staff, name: Jane Doe, address: 'C4:7C:8D:6A:01:02', bindKey: 231d39c1d7cc1ab1aee224cd096db932 }
mqtt: { url: 'mqtts://broker.invalid:8883', username: fleet-user, passwordFile: ${directory}/password }
`,
  );
  const output = join(directory, 'bundle.tar.gz');
  expect((await runLintel(['support-bundle', '-c', config, '-o', output])).code).toBe(0);
  const names = execFileSync('tar', ['-tzf', output], { encoding: 'utf8' });
  for (const name of ['doctor.json', 'status.json', 'settings.yaml', 'log.txt'])
    expect(names).toContain(name);
  const all = execFileSync('tar', ['-xzOf', output], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  expect(all).toContain('gateway: gw-1');
  for (const secret of secrets) expect(all).not.toContain(secret);
  expect(statSync(output).mode & 0o777).toBe(0o600);
  const nowhere = await runLintel(['support-bundle', '-c', config, '-o', join(directory, 'none', 'b.tgz')]);
  expect(nowhere).toMatchObject({
    code: 1,
    output: expect.stringMatching(/^error OUTPUT_UNWRITABLE.*Name another place/),
  });
});
