import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { writeTableSettings } from '../support/links/table-settings.ts';
import { runLintel } from '../support/lintel.ts';
import { tempDir } from '../support/temp-dir.ts';

const CANARY = 'what must be gone';

/** A gateway with data, a good copy of its settings, a key, a certificate and a password. */
function installed(): { config: string; files: string[] } {
  const directory = tempDir();
  const config = writeTableSettings({ directory, framesPerSecond: 5 });
  const secret = (name: string) => join(directory, 'secrets', name);
  const [certFile, keyFile, passwordFile] = [secret('client.pem'), secret('client.key'), secret('password')];
  const data = join(directory, 'data');
  const mqtt = { url: 'mqtts://broker.example:8883', certFile, keyFile, username: 'gw-1', passwordFile };
  writeFileSync(config, stringify({ ...(parse(readFileSync(config, 'utf8')) as object), mqtt }));
  const files = [
    ...[certFile, keyFile, passwordFile],
    ...['ring/lintel.db', 'ring/lintel.db-wal', 'privacy-log.ndjson', 'tracks/a/b.bin'].map((name) =>
      join(data, name),
    ),
    join(directory, '.store.yaml.good'),
  ];
  for (const file of files) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, CANARY.repeat(5_000));
  }
  return { config, files: [...files, config] };
}

describe('a factory reset (F59)', () => {
  test('does nothing without the gateway’s id, and says what it would do', async () => {
    const { config, files } = installed();
    for (const confirm of [[], ['--confirm', 'gw-2']]) {
      const { code, output } = await runLintel(['factory-reset', '-c', config, ...confirm]);
      expect(code).toBe(2);
      expect(output).toContain('--confirm gw-1');
    }
    expect(files.every((file) => existsSync(file))).toBe(true);
  });

  test('removes data, keys and settings, and names the certificate and the user to revoke', async () => {
    const { config, files } = installed();
    const { code, output } = await runLintel(['factory-reset', '-c', config, '--confirm', 'gw-1']);
    expect(code, output).toBe(0);
    expect(files.filter((file) => existsSync(file))).toEqual([]);
    expect(readdirSync(dirname(config), { recursive: true })).toEqual(['secrets']);
    expect(output).toContain(`${files.length} files overwritten and removed`);
    expect(output).toMatch(/certificate with SHA-256 [0-9a-f]{64}/);
    expect(output).toContain("the user 'gw-1'");
  });
});
