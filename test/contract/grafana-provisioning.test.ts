import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const CLOUD = join(import.meta.dirname, '../../deploy/cloud');
const read = (path: string) => parse(readFileSync(join(CLOUD, path), 'utf8'), { merge: true });

interface Service {
  readonly secrets?: readonly string[];
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const { services, secrets, volumes } = read('compose.yaml') as {
  services: Readonly<Record<string, Service>>;
  secrets: Readonly<Record<string, unknown>>;
  volumes: Readonly<Record<string, unknown>>;
};

test('each service mounts what is there, and secrets that are declared', () => {
  for (const [name, { secrets: own = [], volumes: mounts = [] }] of Object.entries(services)) {
    for (const secret of own) expect(Object.keys(secrets), name).toContain(secret);
    for (const [from = ''] of mounts.map((mount) => mount.split(':'))) {
      if (!from.startsWith('.')) expect(Object.keys(volumes), name).toContain(from);
      // Made by make-certificates and by hand.
      else if (!from.startsWith('./certificates'))
        expect(existsSync(join(CLOUD, from)), `${name}: ${from}`).toBe(true);
    }
  }
});

test('Grafana finds dashboards where compose mounts them, and the data source that they name', () => {
  const grafana = services['grafana'];
  const mounts = (grafana?.volumes ?? []).map((mount) => mount.split(':')[1]);
  const { providers } = read('../grafana/provisioning/dashboards/lintel.yaml');
  expect(mounts).toContain(providers[0].options.path);
  expect(mounts).toContain(grafana?.environment?.['GF_PATHS_PROVISIONING']);
  const { datasources } = read('../grafana/provisioning/datasources/lintel.yaml');
  expect(datasources[0]).toMatchObject({ type: 'grafana-postgresql-datasource', editable: false });
  for (const name of readFileSync(
    join(CLOUD, '../grafana/provisioning/datasources/lintel.yaml'),
    'utf8',
  ).matchAll(/\$(LINTEL\w+)/g))
    expect(grafana?.environment).toHaveProperty(name[1] ?? '');
  expect(grafana?.secrets).toContain('grafana-database-password');
});
