import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runLintel, startLintel } from '../support/lintel.ts';
import { tempDir } from '../support/temp-dir.ts';
import { TestAuthority } from '../support/tls.ts';

/** A stick as store IT prepares it. */
function makeStick(devices: string): string {
  const stick = tempDir();
  const authority = new TestAuthority(stick);
  authority.issue({ name: 'claim' });
  writeFileSync(
    join(stick, 'lintel-setup.yaml'),
    'tenant: acme\nbroker: mqtts://broker.example:8883\ncaFile: ca.crt\n' +
      'claim: { certFile: claim.crt, keyFile: claim.key }\ndevices: devices.csv\n',
  );
  writeFileSync(join(stick, 'devices.csv'), devices);
  return stick;
}

describe('lintel setup', () => {
  test('asks five things, again when an answer will not do, and writes settings that are good', async () => {
    const config = join(tempDir(), 'store.yaml');
    const lintel = startLintel(['setup', '--config', config, '--no-system']);
    lintel.child.stdin?.end(
      'acme\nHigh Street!\nhigh-street-12\ngw-1\nEurope/London\nmqtts://broker.example:8883\n',
    );
    expect(await lintel.exit()).toBe(0);
    expect(lintel.output()).toContain('lower-case letters, digits and dashes');
    expect(lintel.output()).toContain('gw-1 at acme/high-street-12 is set up');
    expect((await runLintel(['check', config])).code).toBe(0);
    expect(readFileSync(config, 'utf8')).toContain('store: { id: high-street-12, timezone: Europe/London }');
  });

  test('takes one row from a USB drive, marks it, and copies the certificates', async () => {
    const stick = makeStick(
      'serial,store,gateway,timezone\n,high-street,gw-1,Europe/London\n,park-lane,gw-2,Europe/Paris\n',
    );
    for (const [serial, gateway] of [
      ['100a', 'gw-1'],
      ['100b', 'gw-2'],
    ] as const) {
      const config = join(tempDir(), 'store.yaml');
      const options = ['--provisioning', stick, '--serial', serial, '--no-system', '--unattended'];
      expect((await runLintel(['setup', '--config', config, ...options])).code).toBe(0);
      const text = readFileSync(config, 'utf8');
      expect(text).toContain(`gateway: ${gateway}`);
      expect(statSync(join(config, '..', 'claim.key')).mode & 0o777).toBe(0o600);
    }
    expect(readFileSync(join(stick, 'devices.csv'), 'utf8')).toBe(
      'serial,store,gateway,timezone\n100a,high-street,gw-1,Europe/London\n100b,park-lane,gw-2,Europe/Paris\n',
    );
    const config = join(tempDir(), 'store.yaml');
    const third = ['--provisioning', stick, '--serial', '100c', '--no-system', '--unattended'];
    const { code, output } = await runLintel(['setup', '--config', config, ...third]);
    expect(code).toBe(78);
    expect(output).toContain('add one with serial 100c');
  });

  test('a row that is wrong or stands twice costs its device alone, which is told why', async () => {
    const stick = makeStick(
      'serial,store,gateway\n100a,high-street,gw-1\n100b,high-street,gw-1\n100c,park-lane,gw-1\n100d,Low Street,gw-1\n',
    );
    const setup = async (serial: string) =>
      await runLintel([
        ...['setup', '--config', join(tempDir(), 'store.yaml'), '--provisioning', stick, '--serial', serial],
        ...['--no-system', '--unattended', '--timezone', 'UTC'],
      ]);
    const [first, second, third, fourth] = [
      await setup('100a'),
      await setup('100b'),
      await setup('100c'),
      await setup('100D'),
    ];
    expect([first.code, second.code, third.code, fourth.code]).toEqual([78, 78, 0, 78]);
    expect(first.output).toContain("gateway 'high-street/gw-1' stands in two lines");
    expect(fourth.output).toContain("line 5: store 'Low Street'");
    expect(first.output).not.toContain('line 5');
  });

  test('names all that is missing or wrong when no terminal is attached', async () => {
    const options = [
      '--tenant',
      'ACME',
      '--store',
      's',
      '--broker',
      'ftp://x',
      '--unattended',
      '--provisioning',
    ];
    const stick = tempDir();
    writeFileSync(join(stick, 'lintel-setup.yaml'), 'gateway: gw-1\n');
    const { code, output } = await runLintel([
      'setup',
      '-c',
      join(tempDir(), 'store.yaml'),
      ...options,
      stick,
    ]);
    expect(code).toBe(78);
    expect(output).toContain("tenant 'ACME'");
    expect(output).toContain("broker 'ftp://x");
    expect(output).toContain('--timezone is missing');
  });

  test('never replaces settings that are there unless told to, and keeps the old ones then', async () => {
    const config = join(tempDir(), 'store.yaml');
    writeFileSync(config, '# ours\n');
    const answers = [
      '--tenant',
      'a',
      '--store',
      's',
      '--gateway',
      'g',
      '--timezone',
      'UTC',
      '--broker',
      'mqtt://h:1883',
    ];
    const options = ['setup', '-c', config, ...answers, '--no-system'];
    expect((await runLintel(options)).code).toBe(1);
    expect(readFileSync(config, 'utf8')).toBe('# ours\n');
    expect((await runLintel([...options, '--force'])).code).toBe(0);
    expect(readFileSync(`${config}.before-setup`, 'utf8')).toBe('# ours\n');
  });

  test('makes a whole file from a fleet’s folder on the stick, with user, password and head office’s key', async () => {
    const stick = tempDir();
    mkdirSync(join(stick, 'fleet', 'overlays'), { recursive: true });
    const files = {
      'lintel-setup.yaml':
        'broker: mqtts://broker.example:8883\nusername: stores\npasswordFile: password\nsettingsKeyFile: key.pem\nfleet: fleet\n',
      password: 'secret-of-the-broker\n',
      'key.pem': 'a public key\n',
      'fleet/base.yaml': `tenant: acme\nstore: { name: "\${name}" }\n`,
      'fleet/overlays/kiosk.yaml': 'thresholds: { bounceSeconds: 60 }\n',
      'fleet/stores.csv':
        '# our stores\nserial,store,gateway,name,overlays,timezone\n100f,far-away,gw-1,Far,,UTC\n,high-street,gw-1,"High, Street",kiosk,Europe/London\n',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(stick, name), text);
    const config = join(tempDir(), 'store.yaml');
    const options = ['--provisioning', stick, '--serial', '100A', '--no-system', '--unattended'];
    const { code, output } = await runLintel(['setup', '--config', config, ...options]);
    expect(output).toContain('gw-1 at acme/high-street is set up');
    expect(code).toBe(0);
    expect(parse(readFileSync(config, 'utf8'))).toEqual({
      ...{ version: 2, tenant: 'acme', gateway: 'gw-1', thresholds: { bounceSeconds: 60 } },
      store: { id: 'high-street', name: 'High, Street', timezone: 'Europe/London' },
      mqtt: {
        ...{ url: 'mqtts://broker.example:8883', username: 'stores' },
        passwordFile: join(config, '..', 'broker-password'),
        settingsKeyFile: join(config, '..', 'settings-key.pem'),
      },
    });
    expect(statSync(join(config, '..', 'broker-password')).mode & 0o777).toBe(0o600);
    expect(output).not.toContain('secret-of-the-broker');
    const rows = files['fleet/stores.csv'].replace('\n,high-street', '\n100A,high-street');
    expect(readFileSync(join(stick, 'fleet/stores.csv'), 'utf8')).toBe(rows);
    expect((await runLintel(['check', config])).code).toBe(0);
    const third = ['--provisioning', stick, '--serial', '100c', '--no-system', '--unattended'];
    const full = await runLintel(['setup', '--config', join(tempDir(), 'store.yaml'), ...third]);
    expect(full.code).toBe(78);
    expect(full.output).toContain('add one with serial 100c');
  });
});
