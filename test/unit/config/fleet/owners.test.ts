import { describe, expect, it } from 'vitest';
import { findOwner, loosensPrivacy } from '../../../../src/config/fleet/owners.ts';
import { schemaLeaves } from '../../../support/schema-leaves.ts';

describe('owners of settings', () => {
  it('has one for every setting of the schema', async () => {
    const leaves = await schemaLeaves();
    expect(leaves.length).toBeGreaterThan(250);
    expect(leaves.filter((name) => findOwner(name) === undefined)).toEqual([]);
  });

  it('gives head office no file, folder, address, device, program or secret', async () => {
    const fleet = (await schemaLeaves()).filter((name) => findOwner(name) === 'fleet');
    expect(fleet.length).toBeGreaterThan(50);
    const dangerous =
      /File$|folder|director|url|host|\bpath|\bport\b|device|chip|gpio|adapter|address|source|model|topic|token|key|irk|mac\b|broker|user|password|unknownRadios|output/i;
    expect(fleet.filter((name) => dangerous.test(name))).toEqual([]);
  });

  it.each([
    'thresholds.newSeconds',
    'zones[].name.inner',
    'zones[].name[].x',
    'anything',
    '__proto__',
    'privacy.noise',
    'sensors[].exec',
    '',
  ])('knows none for %s, which no schema has', (name) => {
    expect(findOwner(name)).toBeUndefined();
  });

  it('lets a section of the store or the device have no part that head office owns', () => {
    for (const name of [
      'mqtt.url',
      'mqtt.anything.new',
      'outputs[].url',
      'storage.x',
      'sensors[].source.rtsp',
    ])
      expect(findOwner(name)).toBe('lock');
    for (const name of ['rules[].when.people.zone', 'floor.walls[][]', 'zones[].polygon[][]'])
      expect(findOwner(name)).toBe('store');
  });
});

describe('privacy from afar', () => {
  it.each([
    ['privacy.minimumCount', 5, 4, true],
    ['privacy.minimumCount', undefined, 4, true],
    ['privacy.minimumCount', 10, undefined, true],
    ['privacy.minimumCount', 5, 10, false],
    ['privacy.indoorEvery', undefined, 'quarter', true],
    ['privacy.indoorEvery', 'hour', 'day', false],
    ['privacy.storeEvery', 'hour', undefined, true],
    ['privacy.cameraPreview', false, true, true],
    ['privacy.cameraPreview', true, false, false],
    ['privacy.repeatVisitors', undefined, true, true],
    ['windows.seconds', 60, 10, true],
    ['windows.seconds', 60, 300, false],
    ['thresholds.visitSeconds', 5, 1, false],
  ])('%s from %s to %s loosens it: %s', (name, before, after, expected) => {
    expect(loosensPrivacy(name, before, after)).toBe(expected);
  });
});
