import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DoctorReport } from '../../src/app/commands/doctor.ts';
import { brokerFindings } from '../../src/system/doctor/broker.ts';
import type { Mosquitto } from '../support/links/mosquitto.ts';
import { freePort, startMosquitto } from '../support/links/mosquitto.ts';
import { runLintel } from '../support/lintel.ts';
import { tempDir } from '../support/temp-dir.ts';
import { TestAuthority } from '../support/tls.ts';

function settingsIn(directory: string, rest: string): string {
  const path = join(directory, 'store.yaml');
  const shop = 'version: 2\ntenant: acme\ngateway: gw-1\nstore: { id: shop }\n';
  writeFileSync(path, `${shop}storage: { directory: ${directory} }\n${rest}`);
  return path;
}

describe('lintel doctor', () => {
  let broker: Mosquitto;
  const now = Date.now();

  beforeAll(async () => {
    broker = await startMosquitto({ tls: true });
  });

  afterAll(() => broker.stop());

  test('shakes hands with a broker and tells how long its certificate holds', async () => {
    const [found] = await brokerFindings({ url: broker.url, caFile: broker.caFile }, now);
    expect(found).toMatchObject({
      verdict: 'ok',
      found: expect.stringMatching(/answers by TLS, certificate until 20/),
    });
    const [soon] = await brokerFindings({ url: broker.url, caFile: broker.caFile }, now + 25 * 86_400_000);
    expect(soon).toMatchObject({ verdict: 'warning', action: 'Renew it now.' });
  });

  test('says what to do about a wrong authority, a closed port and a name without an address', async () => {
    const stranger = new TestAuthority(tempDir(), 'stranger');
    const port = await freePort();
    const actions = await Promise.all(
      [
        { url: broker.url, caFile: stranger.caFile },
        { url: `mqtts://127.0.0.1:${port}`, caFile: stranger.caFile },
        { url: 'mqtts://nowhere.invalid:8883' },
      ].map(async (address) => (await brokerFindings(address, now))[0]),
    );
    expect(actions.map((finding) => finding?.verdict)).toEqual(['fault', 'fault', 'fault']);
    expect(actions.map((finding) => finding?.action)).toEqual([
      expect.stringContaining('get the right CA file'),
      expect.stringContaining('Nothing listens there'),
      expect.stringContaining('DNS'),
    ]);
  });

  test('checks every sensor, secret and certificate of the settings, and exits 1 on an error', async () => {
    const directory = tempDir();
    const password = join(directory, 'password');
    writeFileSync(password, 'secret\n');
    chmodSync(password, 0o644);
    const config = settingsIn(
      directory,
      `sensors:
  - { id: counter, type: serial-counter, path: /dev/serial/by-id/usb-none, mode: total }
mqtt: { url: '${broker.url}', caFile: ${broker.caFile}, username: gw-1, passwordFile: ${password} }
`,
    );
    const { code, output } = await runLintel(['doctor', '--config', config, '--json']);
    const { findings } = JSON.parse(output) as DoctorReport;
    const of = (check: string) => findings.find((finding) => finding.check === check);
    expect(code).toBe(1);
    expect(of('settings')?.verdict).toBe('ok');
    expect(of('sensor counter')).toMatchObject({ verdict: 'fault', found: 'LINK_NOT_FOUND' });
    expect(of('mqtt.passwordFile')).toMatchObject({ verdict: 'fault', action: `chmod 0600 ${password}` });
    expect(of('broker')?.verdict).toBe('ok');
    expect(of('gateway')?.verdict).toBe('warning');
    expect(output).not.toContain('secret');
  });

  test('looks at the claim of a device that has yet to enrol, and at secrets that systemd hands over', async () => {
    const directory = tempDir();
    const claim = new TestAuthority(directory).issue({ name: 'claim', days: 3 });
    chmodSync(claim.keyFile, 0o600);
    const handed = '/run/credentials/lintel.service/site_password';
    const config = settingsIn(
      directory,
      `mqtt:
  url: '${broker.url}'
  caFile: ${broker.caFile}
  enrollment: { claimCertFile: ${claim.certFile}, claimKeyFile: ${claim.keyFile} }
  username: gw-1
  passwordFile: ${handed}
`,
    );
    const { output } = await runLintel(['doctor', '--config', config, '--json']);
    const { findings } = JSON.parse(output) as DoctorReport;
    const of = (check: string) => findings.find((finding) => finding.check === check);
    expect(of('mqtt.enrollment')?.found).toContain(claim.keyFile);
    expect(of('client certificate')).toMatchObject({ verdict: 'warning', action: 'Renew it now.' });
    expect(of('mqtt.passwordFile')?.found).toContain(
      process.getuid?.() === 0 ? '/etc/lintel/credentials/password' : handed,
    );
  });

  test('says how settings are made when there are none', async () => {
    const { code, output } = await runLintel(['doctor', '--config', '/nowhere/store.yaml']);
    expect(code).toBe(1);
    expect(output).toContain('→ Make them with: lintel setup');
  });
});
