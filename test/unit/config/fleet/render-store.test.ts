import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderFleet } from '../../../../src/app/fleet/fleet-check.ts';
import { fleetProblemText } from '../../../../src/config/fleet/fleet-problem.ts';
import { tempDir } from '../../../support/temp-dir.ts';

const BASE = `tenant: acme
sensors:
  - { id: door, type: modbus-counter, path: "/dev/serial/by-path/\${port}", unitId: "\${unit}", inRegister: 1, outRegister: 2 }
doors:
  - { id: front, sensors: [door] }
`;
const STORES = 'store,gateway,serial,overlays,port,unit\nhigh-street,gw-1,,,a,7\npark-lane,gw-1,,kiosk,b,8\n';

function folder(files: Readonly<Record<string, string>>): string {
  const path = tempDir();
  for (const [name, text] of Object.entries({ 'base.yaml': BASE, 'stores.csv': STORES, ...files })) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

async function render(files: Readonly<Record<string, string>> = {}) {
  const { stores, problems, warnings } = await renderFleet(folder(files));
  const values = stores.map(({ text }) => parse(text));
  return {
    values,
    remote: stores.map((store) => store.remote),
    said: problems.map(fleetProblemText),
    warnings,
  };
}

const KIOSK = { 'overlays/kiosk.yaml': 'thresholds: { bounceSeconds: 60 }\n' };

describe('a store of the fleet', () => {
  it('is the base with its overlays and the values of its row, typed as the schema wants them', async () => {
    const { values, said } = await render(KIOSK);
    expect(said).toEqual([]);
    const [first, second] = values;
    expect(first).toMatchObject({ tenant: 'acme', gateway: 'gw-1', store: { id: 'high-street' } });
    expect(first.sensors[0]).toMatchObject({ path: '/dev/serial/by-path/a', unitId: 7 });
    expect(first.thresholds).toBeUndefined();
    expect(second.sensors[0].unitId).toBe(8);
    expect(second.thresholds).toEqual({ bounceSeconds: 60 });
  });

  it('keeps a cell text where the schema wants text', async () => {
    const named = { 'base.yaml': `${BASE}store: { name: "\${unit}" }\n` };
    expect((await render({ ...KIOSK, ...named })).values[0].store.name).toBe('7');
  });

  it('merges things by id, takes out what is tagged !remove, and replaces other lists whole', async () => {
    const overlay = `sensors:
  - { id: door, unitId: 9 }
  - { id: back, type: reed-switch, chip: gpiochip0, gpioLine: 4 }
doors:
  - { id: front, !remove }
  - { id: side, sensors: [back, door] }
`;
    const { values } = await render({ 'overlays/kiosk.yaml': overlay });
    const { sensors, doors } = values[1];
    expect(sensors.map(({ id }: { id: string }) => id)).toEqual(['door', 'back']);
    expect(sensors[0]).toMatchObject({ unitId: 9, inRegister: 1 });
    expect(doors).toEqual([{ id: 'side', sensors: ['back', 'door'] }]);
  });

  it('lays the store’s own file over everything', async () => {
    const own = { 'stores/park-lane.yaml': 'thresholds: { bounceSeconds: 90, !remove }\n' };
    expect((await render({ ...KIOSK, ...own })).values[1].thresholds).toBeUndefined();
  });

  it('may be set from afar in what head office owns, and in nothing else', async () => {
    const zones = { 'overlays/kiosk.yaml': 'zones: [{ id: fitting, engagedSeconds: 60 }]\nmetrics: {}\n' };
    const { remote, values } = await render(zones);
    expect(remote[1]).toEqual({
      sensors: [{ id: 'door', unitId: 8, inRegister: 1, outRegister: 2 }],
      zones: [{ id: 'fitting', engagedSeconds: 60 }],
    });
    // The technician draws it: a file with half a zone would not start.
    expect(values[1].zones).toEqual([]);
  });
});

describe('a problem of the folder', () => {
  it('names the line of the YAML and of the table', async () => {
    const { said } = await render({ 'overlays/kiosk.yaml': '\nthresholds:\n  bounceSeconds: long\n' });
    expect(said).toEqual([
      'overlays/kiosk.yaml:3 (stores.csv line 3): thresholds.bounceSeconds is text. Allowed: a number. Write a number.',
    ]);
  });

  it('is told once for all stores that have it', async () => {
    const { said } = await render({ ...KIOSK, 'base.yaml': BASE.replace('[door]', '[dor]') });
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^base\.yaml:5 \(stores\.csv line 2–3\): /);
  });

  it.each([
    ['nothing', "there is no column 'nothing'"],
    ['unit + 1', 'expressions are not possible'],
    ['serial', "column 'serial' is empty here"],
  ])('is a variable named %s', async (variable, expected) => {
    const { said } = await render({ ...KIOSK, 'base.yaml': `${BASE}store: { name: "\${${variable}}" }\n` });
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('base.yaml:6');
    expect(said[0]).toContain(expected);
  });

  it.each([
    [
      'serial',
      'store,gateway,serial\na,gw-1,10AB\nb,gw-1,10ab\n',
      "stores.csv:3: serial '10ab' is in line 2",
    ],
    ['gateway', 'store,gateway\na,gw-1\nb,gw-1\na,gw-1\n', "stores.csv:4: gateway 'a/gw-1' is in line 2"],
    ['host name', 'store,gateway,hostname\na,gw-1,x\nb,gw-1,X\n', "stores.csv:3: hostname 'X' is in line 2"],
    ['column', 'store,gateway,a,a\nx,gw-1,1,2\n', "stores.csv:1: the column 'a' stands there twice"],
  ])('is a doubled %s', async (_what, stores, expected) => {
    const { said } = await render({ 'base.yaml': 'tenant: acme\n', 'stores.csv': stores });
    expect(said.join('\n')).toContain(expected);
  });

  it.each([
    ['a quote that never ends', 'store,gateway\n"a,gw-1\n', /quote/i],
    ['a row that is too long', 'store,gateway\na,gw-1,more\n', /3 values for 2 columns/],
    ['a name that cannot be one', 'store,gateway\nHigh Street,gw-1\n', /store 'High Street'/],
    ['an overlay that is not there', 'store,gateway,overlays\na,gw-1,big\n', /no overlays\/big\.yaml/],
    ['a path in place of an overlay', 'store,gateway,overlays\na,gw-1,../x\n', /overlay '\.\.\/x'/],
    ['no table', '', /column 'store' is missing/],
  ])('is %s', async (_what, stores, expected) => {
    const { said } = await render({ 'base.yaml': 'tenant: acme\n', 'stores.csv': stores });
    expect(said.join('\n')).toMatch(expected);
  });

  it.each([
    [
      'an alias bomb',
      `a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [${'*a,'.repeat(99)}*a]\nc: [${'*b,'.repeat(99)}*b]\n`,
    ],
    ['a tab', 'tenant: acme\n\tx: 1\n'],
    ['a removal of nothing', 'tenant: acme\nzones: [{ id: x, !remove }]\n'],
  ])('is %s in a file', async (_what, base) => {
    const { said } = await render({ ...KIOSK, 'overlays/kiosk.yaml': base });
    expect(said.length).toBeGreaterThan(0);
    expect(said[0]).toMatch(/^overlays\/kiosk\.yaml/);
  });

  it('is a policy with a stage that is none', async () => {
    const { said } = await render({ ...KIOSK, 'rollout.yaml': 'holdMinutes: 1\nstages: [canary, most]\n' });
    expect(said.join()).toMatch(/^rollout\.yaml:2: stages/);
  });

  it('warns of columns, overlays and stores that nothing uses', async () => {
    const { warnings } = await render({
      'stores.csv': 'store,gateway,port,unit,doorPrt\na,gw-1,p,1,x\n',
      ...KIOSK,
      'stores/b.yaml': 'thresholds: {}\n',
    });
    expect(warnings.filter((text) => !text.startsWith('not settable'))).toHaveLength(3);
  });

  it('names what a USB drive alone brings', async () => {
    const folder = { 'stores.csv': 'store,gateway,port,unit\na,gw-1,p,1\n', ...KIOSK };
    const { warnings } = await render({ ...folder, 'stores/a.yaml': 'storage: { megabytes: 64 }\n' });
    expect(warnings.join('\n')).toMatch(/^not settable from afar.*storage\.megabytes/m);
  });
});
