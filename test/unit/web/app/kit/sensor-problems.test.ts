import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DOOR_FAULTS } from '../../../../../src/core/model/crossing.ts';
import type { WindowSummary } from '../../../../../src/core/model/window-summary.ts';
import type { GatewayView, StoreView } from '../../../../../src/ports/console/console.ts';
import { WORDS } from '../../../../../src/web/app/kit/i18n.ts';
import { schemaTitle } from '../../../../../src/web/app/kit/schema-title.ts';
import { findProblems } from '../../../../../src/web/app/kit/sensor-problems.ts';
import SCHEMA_TITLES from '../../../../../src/web/app/locales/schema-words.json' with { type: 'json' };

const SINCE = Date.parse('2026-03-06T12:06:00Z');
const SHOP = {
  store: { id: 's', name: 's', timezone: 'UTC' },
  sensors: [
    { id: 'cam', kind: 'sees-people' },
    { id: 'beams', kind: 'counts-people', port: 'gpiochip0' },
    { id: 'radio', kind: 'hears-tags' },
  ],
  doors: [{ id: 'front', name: 'Front', lines: [], sensors: ['beams'] }],
} as unknown as StoreView;
const SENSORS = [
  { sensor: 'cam', name: 'Till camera', type: 'camera', state: 'up', since: SINCE },
  { sensor: 'beams', name: 'beams', type: 'beam-pair', state: 'up', since: SINCE },
  { sensor: 'radio', name: 'radio', type: 'theengs-receiver', state: 'up', since: SINCE },
];

function status(more: object = {}): GatewayView {
  const well = { uplink: { state: 'connected' }, store: { detail: '' }, faults: [] };
  return {
    ...well,
    startedAt: '2026-03-06T10:00:00Z',
    at: SINCE + 60_000,
    sensors: SENSORS,
    ...more,
  } as unknown as GatewayView;
}

test('where all is well there is nothing to see to', () => {
  expect(findProblems(status(), SHOP, undefined)).toEqual([]);
});

test('shows a lost sensor with its cause, the fix and the page for it', () => {
  const cause = { code: 'MODEL_NOT_FOUND', message: 'the model is not there' };
  const sensors = [{ ...SENSORS[0], state: 'degraded', lostAt: SINCE, cause }, SENSORS[1]];
  expect(findProblems(status({ sensors }), SHOP, undefined)).toEqual([
    {
      ...{ key: 'cam', name: 'Till camera', href: '#devices/camera/cam', isBad: true },
      ...{ what: 'offline since 12:06', detail: 'the model is not there' },
      remedy: 'Run “lintel model pull” on the gateway.',
    },
  ]);
});

test('shows a sensor that counts wrongly with its fault and a link to its page', () => {
  const faults = [{ sensor: 'beams', cause: 'beam-stuck', since: 0 }];
  expect(findProblems(status({ faults }), SHOP, undefined)).toMatchObject([
    { name: 'beams', what: 'the beam stays broken', href: '#devices/sensor/beams' },
  ]);
});

test('a fault that is only the lost link again, or of a sensor that is gone, is not told twice', () => {
  const sensors = [{ ...SENSORS[1], state: 'waiting', lostAt: SINCE }];
  const faults = ['beams', 'gone'].map((sensor) => ({ sensor, cause: 'LINK_LOST', since: 0 }));
  const found = findProblems(status({ sensors, faults }), SHOP, undefined);
  expect(found.map(({ what }) => what)).toEqual(['reconnecting since 12:06']);
});

test('shows problems of cloud, storage and coverage too, the worst first', () => {
  const summary = { sensors: [{ sensor: 'radio', coverage: 0.4 }] } as unknown as WindowSummary;
  const wrong = { uplink: { state: 'waiting', detail: 'refused' }, store: { detail: 'the disk is full' } };
  expect(findProblems(status(wrong), SHOP, summary).map(({ key, isBad }) => [key, isBad])).toEqual([
    ['cloud', true],
    ['storage', true],
    ['radio', false],
  ]);
});

const START = Date.parse('2026-03-06T12:21:00Z');
const WINDOW = { sensors: [{ sensor: 'radio', coverage: 0.3 }] };

test.each([
  // Settings were applied in the window, or after it; the sensor has been live since.
  ['2026-03-06T12:15:00Z', START + 4_000, []],
  ['2026-03-06T12:20:59Z', START + 80_000, []],
  // The sensor was lost after that.
  ['2026-03-06T12:15:00Z', START + 300_000, ['radio']],
  // The window began after the gateway did.
  ['2026-03-06T12:30:00Z', START + 4_000, ['radio']],
])('a window from %s accuses no sensor of what the gateway missed', (startAt, since, accused) => {
  const sensors = [{ ...SENSORS[2], since }];
  const now = status({ sensors, startedAt: new Date(START).toISOString() });
  const summary = { ...WINDOW, startAt } as unknown as WindowSummary;
  expect(findProblems(now, SHOP, summary).map(({ key }) => key)).toEqual(accused);
});

test('a window that new settings cut short accuses no sensor', () => {
  const sensors = [{ ...SENSORS[2], since: 0 }];
  const cut = { ...WINDOW, startAt: '2026-03-06T12:30:00Z', partial: true } as unknown as WindowSummary;
  const now = status({ sensors, startedAt: new Date(START).toISOString() });
  expect(findProblems(now, SHOP, cut)).toEqual([]);
});

test('a sensor that is at no door has a page too, under an id that an address must escape', () => {
  const sensors = [{ ...SENSORS[1], sensor: 'back counter', name: 'back', state: 'degraded' }];
  expect(findProblems(status({ sensors }), SHOP, undefined)).toMatchObject([
    { name: 'back', href: '#devices/sensor/back%20counter' },
  ]);
});

test('every fault of a door has words for what it is and what to do', () => {
  const missing = Object.keys(DOOR_FAULTS).filter((fault) => !(fault in WORDS && `do ${fault}` in WORDS));
  expect(missing).toEqual([]);
});

test('every title of the settings, and every key without one, is there in all four languages', () => {
  const titles = new Set<string>();
  const collect = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return;
    const { title } = node as { title?: unknown };
    if (typeof title === 'string') titles.add(title);
    const { properties } = node as { properties?: Record<string, { title?: string; const?: unknown }> };
    for (const [key, field] of Object.entries(properties ?? {}))
      if (!('const' in field)) titles.add(schemaTitle(field.title, key));
    for (const inner of Object.values(node)) collect(inner);
  };
  const schema = JSON.parse(readFileSync('config/settings.schema.json', 'utf8')) as { properties: object };
  // Rules and outputs are written in the file: the form does not show them.
  collect({ properties: { ...schema.properties, rules: {}, outputs: {} } });
  // Names of things that are the same everywhere.
  const same = ['Major', 'Minor'];
  expect([...titles].filter((title) => !(title in SCHEMA_TITLES) && !same.includes(title))).toEqual([]);
});

test('a sensor that was lost on another day is shown with that day', () => {
  const sensors = [{ ...SENSORS[0], state: 'degraded', lostAt: SINCE }];
  const [lost] = findProblems(status({ at: SINCE + 24 * 3_600_000, sensors }), SHOP, undefined);
  expect(lost?.what).toMatch(/^offline since .*Fri.*12:06$/);
});

test('since when a sensor is lost is not known when it never worked', () => {
  const sensors = [{ ...SENSORS[0], state: 'degraded' }];
  expect(findProblems(status({ sensors }), SHOP, undefined)[0]?.what).toBe('offline');
});

test('a plug that is out is named; without a name, the remedy still reads as a sentence', () => {
  const cause = { code: 'LINK_NOT_FOUND', message: '' };
  const remedyOf = (sensor: object | undefined) =>
    findProblems(status({ sensors: [{ ...sensor, state: 'degraded', cause }] }), SHOP, undefined)[0]?.remedy;
  expect(remedyOf(SENSORS[1])).toBe(
    'gpiochip0 is not found: plug it in, or correct the port in its settings.',
  );
  expect(remedyOf(SENSORS[0])).toMatch(/^its device is not found/);
});
