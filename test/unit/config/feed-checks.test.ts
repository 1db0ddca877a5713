import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { buildStoreModel } from '../../../src/app/settings/build-store-model.ts';
import { settingsSchema } from '../../../src/app/settings/settings-schema.ts';
import { validateReferences } from '../../../src/config/cross-checks.ts';
import { layoutWarnings } from '../../../src/config/layout-warnings.ts';
import type { Settings } from '../../../src/config/schema.ts';

const FLOOR = { widthMetres: 10, heightMetres: 9 };
const CAMERA = {
  id: 'cam',
  type: 'camera',
  source: { rtsp: 'rtsp://192.0.2.10/x' },
  widthPx: 1280,
  heightPx: 960,
};
const SHELF = {
  id: 'shelf',
  polygon: [
    [1, 1],
    [3, 1],
    [3, 5],
    [1, 5],
  ],
};
const GATE = { id: 'gate', from: [3, 8.5], to: [7, 8.5], insideSide: 'left' };
const counter = (id: string) => ({ id, type: 'serial-counter', path: `/dev/${id}` });

describe('settings that nothing can ever fill', () => {
  let parse: (own: object) => Settings;
  beforeAll(async () => {
    const schema = await settingsSchema();
    const base = { version: 2, tenant: 'acme', gateway: 'g', store: { id: 's' } };
    parse = (own) => schema.parse({ ...base, ...own }) as unknown as Settings;
  });
  const paths = (own: object) => validateReferences(parse(own)).map(({ path }) => path);

  test('are refused: a floor that no calibrated camera sees', () => {
    const own = { floor: FLOOR, sensors: [CAMERA], zones: [SHELF], lines: [GATE] };
    expect(paths(own)).toEqual(['zones[0].space', 'lines[0].space']);
  });

  test('are refused: a queue that only a receiver hears, while a zone of tags is good', () => {
    const receiver = { id: 'ear', type: 'ble-receiver', position: { x: 1, y: 1 } };
    const queue = { ...SHELF, id: 'queue', isQueue: true };
    expect(paths({ floor: FLOOR, sensors: [receiver], zones: [SHELF, queue] })).toEqual(['zones[1].space']);
  });

  test('are refused: what a zone cannot have of which only the number of people is known', () => {
    const sensor = (id: string, more: object) => ({ id, type: 'counter-push', ...more });
    const frigate = sensor('frigate', { preset: 'frigate-zone', broker: { url: 'mqtt://192.0.2.5:1883' } });
    const corner = { id: 'corner', space: 'frigate' };
    expect(paths({ sensors: [frigate], zones: [corner] })).toEqual([]);
    const drawn = { ...corner, polygon: SHELF.polygon, isQueue: true, staffOnly: true };
    const shopfront = { zones: ['corner'] };
    expect(paths({ sensors: [frigate], zones: [drawn], shopfront })).toEqual([
      'zones[0].polygon',
      'zones[0].isQueue',
      'zones[0].staffOnly',
      'zones[0].id',
    ]);
    const line = { ...GATE, space: 'frigate' };
    expect(paths({ sensors: [frigate], zones: [corner], lines: [line] })).toEqual(['lines[0].space']);
    const unplaced = { id: 'shapeless', space: 'cam' };
    expect(paths({ sensors: [CAMERA], zones: [unplaced] })).toEqual(['zones[0].polygon']);
  });

  test('are refused: the people in a zone from a device that never says whether it is there', () => {
    const reads = [{ as: 'people', value: '$' }];
    const own = { id: 'own', type: 'counter-push', mapping: { format: 'text', topics: ['a'], reads } };
    const push = { ...own, broker: { url: 'mqtt://192.0.2.5:1883' } };
    expect(() => parse({ sensors: [push] })).toThrow(/how often it reports/);
    expect(parse({ sensors: [{ ...push, reportIntervalSeconds: 60 }] }).sensors).toHaveLength(1);
  });

  test('are refused: a door at which nothing counts, with the types that do', () => {
    const contact = { id: 'contact', type: 'reed-switch', gpioLine: 'GPIO5' };
    const found = validateReferences(
      parse({ sensors: [contact], doors: [{ id: 'door', sensors: ['contact'] }] }),
    );
    expect(found).toMatchObject([{ path: 'doors[0]', allowed: expect.stringContaining('beam pair') }]);
  });

  test('are refused: two sensors on one device, also where it goes by two names', () => {
    const directory = mkdtempSync('/dev/shm/lintel-');
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const device = join(directory, 'ttyUSB0');
    writeFileSync(device, '');
    symlinkSync(device, `${device}-by-id`);
    const [first, second] = [device, `${device}-by-id`].map((path, i) => ({ ...counter(`c${i}`), path }));
    const lens = (id: string) => ({ ...CAMERA, id, source: { device: '/dev/video7' } });
    const sensors = [first, second, counter('own'), lens('a'), lens('b')];
    expect(paths({ sensors })).toEqual(['sensors[1].path', 'sensors[4].source.device']);
  });

  test('are warned of: lines of a door apart, counters that may see a part, zones of a few pixels', () => {
    const line = (id: string, from: number) => ({
      ...GATE,
      id,
      space: 'cam',
      from: [from, 300],
      to: [from + 100, 310],
    });
    const speck = { ...SHELF, space: 'cam' };
    const settings = parse({
      sensors: [CAMERA, counter('left'), counter('right')],
      zones: [speck],
      lines: [line('a', 100), line('b', 200), line('c', 110)],
      doors: [
        { id: 'apart', lines: ['a', 'b'] },
        { id: 'beside', lines: ['a', 'c'] },
        { id: 'twins', sensors: ['left', 'right'] },
        {
          id: 'parts',
          sources: [
            { sensor: 'left', sees: 'part' },
            { sensor: 'right', sees: 'part' },
          ],
        },
      ],
    });
    const warnings = layoutWarnings(settings);
    expect(warnings.map((text) => text.split(/[: ]/)[0])).toEqual([
      'zones[0].polygon',
      'doors[0]',
      'doors[2]',
    ]);
    expect(warnings[1]).toContain('a and b');
  });

  test('sources and their short forms mean the same', () => {
    const own = {
      sensors: [CAMERA, counter('left')],
      lines: [{ ...GATE, space: 'cam', from: [3, 8], to: [70, 8] }],
    };
    const doorOf = (door: object) =>
      buildStoreModel(parse({ ...own, doors: [{ id: 'door', ...door }] })).doors[0];
    expect(doorOf({ sources: [{ sensor: 'left' }, { line: 'gate', sees: 'same' }] })).toEqual(
      doorOf({ sensors: ['left'], lines: ['gate'] }),
    );
    expect(doorOf({ sources: [{ sensor: 'left', sees: 'part' }] })).toMatchObject({ parts: ['left'] });
    expect(paths({ ...own, doors: [{ id: 'door', sources: [{ sensor: 'centre' }] }] })).toEqual([
      'doors[0].sources[0].sensor',
    ]);
  });
});
