import { beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { settingsSchema } from '../../../src/app/settings/settings-schema.ts';
import { parseSettings } from '../../../src/config/parse-settings.ts';
import { problemText } from '../../../src/config/settings-problem.ts';
import { PROBLEM_WORDS } from '../../../src/web/app/kit/problem-text.ts';

const GOOD = `
version: 2
tenant: acme
gateway: gw-1
store: { id: high-street-12, timezone: Europe/London }
floor: { widthMetres: 12, heightMetres: 8 }
sensors:
  - id: window-cam
    type: camera
    source: { file: /var/clips/window.mp4 }
    widthPx: 768
    heightPx: 432
  - id: door-counter
    type: serial-counter
    path: /dev/serial/by-id/usb-counter
    baudRate: 9600
    patterns: ['C,{in},{out}']
    mode: total
  - { id: ear, type: ble-receiver, position: { x: 2, y: 2 } }
zones:
  - { id: table, space: window-cam, polygon: [[330, 300], [561, 300], [561, 426], [330, 426]] }
  - { id: shelf, polygon: [[1, 1], [4, 1], [4, 3]] }
lines:
  - { id: entrance, space: window-cam, from: [10, 400], to: [700, 400], insideSide: left }
doors:
  - { id: front, sensors: [door-counter], lines: [entrance] }
mqtt: { url: 'mqtts://broker.example:8883', caFile: /etc/lintel/ca.pem }
`;

type Tree = Record<string, unknown>;
type Change = (settings: Tree) => void;

/** Sets (or with undefined takes away) one value of the good settings. */
const set =
  (path: string, value: unknown): Change =>
  (settings) => {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const parent = keys.reduce<Tree>((node, key) => node[key] as Tree, settings);
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  };

/** What is done to the good file; the exact paths that must be named; a word of the help that must be given. */
const BROKEN: readonly (readonly [string, Change, readonly string[], RegExp])[] = [
  ['no version', set('version', undefined), ['version'], /Add it|2/],
  ['a version as text', set('version', '1'), ['version'], /1/],
  ['a version from the future', set('version', 9), ['version'], /newer Lintel wrote this file/],
  ['no tenant', set('tenant', undefined), ['tenant'], /text\. Add it/],
  ['a tenant with capitals', set('tenant', 'Acme'), ['tenant'], /lower-case/],
  ['a tenant with a slash', set('tenant', 'a/b'), ['tenant'], /lower-case/],
  ['a number as tenant', set('tenant', 12), ['tenant'], /quotes/],
  ['no gateway', set('gateway', undefined), ['gateway'], /Add it/],
  ['a gateway id that is too long', set('gateway', 'g'.repeat(70)), ['gateway'], /63/],
  [
    'a wall that leaves the floor',
    set('floor.walls', [
      [
        [1, 1],
        [13, 1],
      ],
    ]),
    ['floor.walls[0][1]'],
    /x from 0 to 12/,
  ],
  [
    'a camera beside the floor',
    set('sensors.0.position', { x: 1, y: 9 }),
    ['sensors[0].position'],
    /on the floor plan/,
  ],
  ['a door beside the floor', set('doors.0.position', [-1, 2]), ['doors[0].position'], /on the floor plan/],
  ['no store', set('store', undefined), ['store'], /block of settings/],
  ['no store id', set('store.id', undefined), ['store.id'], /Add it/],
  ['a time zone that does not exist', set('store.timezone', 'Europe/Londn'), ['store.timezone'], /IANA/],
  ['a misspelt key', set('store.timezon', 'UTC'), ['store.timezon'], /spelling/],
  ['a misspelt section', set('zone', []), ['zone'], /spelling/],
  ['sensors that are no list', set('sensors', {}), ['sensors'], /a list/],
  ['a sensor without a type', set('sensors.0.type', undefined), ['sensors[0].type'], /camera/],
  ['a misspelt sensor type', set('sensors.0.type', 'camra'), ['sensors[0].type'], /Did you mean 'camera'/],
  [
    'a sensor type that does not exist',
    set('sensors.1.type', 'radar'),
    ['sensors[1].type'],
    /serial-counter/,
  ],
  ['a sensor without an id', set('sensors.0.id', undefined), ['sensors[0].id'], /Add it/],
  [
    'two sensors of one id',
    set('sensors.1.id', 'window-cam'),
    ['sensors[1].id', 'doors[0].sensors[0]'],
    /another id/,
  ],
  ['a camera without a source', set('sensors.0.source', undefined), ['sensors[0].source'], /./],
  [
    'a misspelt camera source',
    set('sensors.0.source', { fil: 'x.mp4' }),
    ['sensors[0].source.fil', 'sensors[0].source.file'],
    /spelling/,
  ],
  [
    'a camera stream of another kind',
    set('sensors.0.source', { rtsp: 'http://cam' }),
    ['sensors[0].source.rtsp'],
    /rtsp:\/\//,
  ],
  [
    'a V4L2 camera that is no device',
    set('sensors.0.source', { device: 'video0' }),
    ['sensors[0].source.device'],
    /\/dev\//,
  ],
  [
    'a start that is no time',
    set('sensors.0.source.startAt', 'yesterday'),
    ['sensors[0].source.startAt'],
    /2026/,
  ],
  ['no picture width', set('sensors.0.widthPx', undefined), ['sensors[0].widthPx'], /number/],
  ['a picture width in quotes', set('sensors.0.widthPx', '768'), ['sensors[0].widthPx'], /quotes away/],
  ['a fraction of a pixel', set('sensors.0.heightPx', 432.5), ['sensors[0].heightPx'], /whole number/],
  [
    'too many frames a second',
    set('sensors.0.framesPerSecond', 100),
    ['sensors[0].framesPerSecond'],
    /at most 30/,
  ],
  ['no frames a second', set('sensors.0.framesPerSecond', 0), ['sensors[0].framesPerSecond'], /at least 0.2/],
  ['a serial counter without its port', set('sensors.1.path', undefined), ['sensors[1].path'], /Add it/],
  ['a baud rate in words', set('sensors.1.baudRate', 'fast'), ['sensors[1].baudRate'], /number/],
  ['a zone without an id', set('zones.0.id', undefined), ['zones[0].id'], /Add it/],
  ['two zones of one id', set('zones.1.id', 'table'), ['zones[1].id'], /another id/],
  [
    'a zone of two corners',
    set('zones.0.polygon', [
      [1, 1],
      [2, 2],
    ]),
    ['zones[0].polygon'],
    /at least 3/,
  ],
  [
    'a corner of three numbers',
    set('zones.0.polygon.1', [1, 2, 3]),
    ['zones[0].polygon[1]'],
    /2 entries|two numbers/,
  ],
  ['a corner in words', set('zones.0.polygon.1', ['a', 2]), ['zones[0].polygon[1][0]'], /a number/],
  ['a corner outside the picture', set('zones.0.polygon.2', [900, 426]), ['zones[0].polygon[2]'], /0 to 768/],
  ['a corner off the floor plan', set('zones.1.polygon.0', [-1, 1]), ['zones[1].polygon[0]'], /0 to 12/],
  [
    'a border that crosses itself',
    set('zones.0.polygon', [
      [330, 300],
      [561, 426],
      [561, 300],
      [330, 426],
    ]),
    ['zones[0].polygon'],
    /walks round/,
  ],
  [
    'corners on one line',
    set('zones.1.polygon', [
      [1, 1],
      [2, 2],
      [3, 3],
    ]),
    ['zones[1].polygon'],
    /area/,
  ],
  [
    'a zone in a camera that is not there',
    set('zones.0.space', 'door-cam'),
    ['zones[0].space'],
    /window-cam/,
  ],
  ['a zone in a counter', set('zones.0.space', 'door-counter'), ['zones[0].space'], /window-cam/],
  [
    'a floor zone without a floor',
    set('floor', undefined),
    ['sensors[2].position', 'zones[1].space'],
    /floor section/,
  ],
  ['a negative entry time', set('zones.0.entrySeconds', -1), ['zones[0].entrySeconds'], /at least 0/],
  ['a line without a length', set('lines.0.to', [10, 400]), ['lines[0].to'], /length/],
  ['a line that leads nowhere', set('lines.0.insideSide', 'up'), ['lines[0].insideSide'], /left, right/],
  ['a door with an unknown line', set('doors.0.lines', ['exit']), ['doors[0].lines[0]'], /entrance/],
  ['a door with an unknown counter', set('doors.0.sensors', ['x']), ['doors[0].sensors[0]'], /door-counter/],
  ['a door with nothing at it', set('doors.0', { id: 'front' }), ['doors[0]'], /at least one/],
  ['a window of odd length', set('windows', { seconds: 61 }), ['windows.seconds'], /60/],
  ['a ring that is too small', set('storage', { maxMegabytes: 1 }), ['storage.maxMegabytes'], /at least/],
  ['a broker address without a protocol', set('mqtt.url', 'broker.example'), ['mqtt.url'], /mqtts:\/\//],
  [
    'a certificate without its key',
    set('mqtt.certFile', '/etc/lintel/cert.pem'),
    ['mqtt.keyFile'],
    /belongs to certFile/,
  ],
  ['a password without a user', set('mqtt.passwordFile', '/etc/lintel/pw'), ['mqtt.username'], /user/],
  [
    'a password in the clear',
    (s) => {
      s['mqtt'] = { url: 'mqtt://broker.example', username: 'u', passwordFile: '/p' };
    },
    ['mqtt.url'],
    /TLS/,
  ],
];

const SYNTAX: readonly (readonly [string, string])[] = [
  ['nothing at all', ''],
  ['a list instead of settings', '- a\n- b\n'],
  ['an open bracket', 'version: 2\nzones: [\n'],
  ['a tab for indentation', 'version: 2\nstore:\n\tid: x\n'],
  ['half of the file, as a power cut leaves it', GOOD.slice(0, 300)],
  ['bytes that are no text', '\u0000\u0001\u0002'],
];

/** No form shows these. */
const IS_ON_DEVICE = /^(?:rules|outputs|mqtt|version)\b/;
/** Words of the settings that stand in braces. */
const FIELDS = new Set(['in', 'out', 'outer', 'inner']);

describe('broken settings', () => {
  let schema: Awaited<ReturnType<typeof settingsSchema>>;
  beforeAll(async () => {
    schema = await settingsSchema();
  });

  test('the file they are made from is good', () => {
    expect(parseSettings(GOOD, schema).problems).toEqual([]);
  });

  test.each(BROKEN)('names the place and the fix: %s', (_name, change, paths, help) => {
    const tree = parse(GOOD) as Tree;
    change(tree);
    const { problems } = parseSettings(stringify(tree), schema);
    expect(problems.map((problem) => problem.path).sort()).toEqual([...paths].sort());
    expect(problems.map(problemText).join('\n')).toMatch(help);
    for (const problem of problems) {
      expect(problem.allowed).not.toBe('');
      expect(problem.mend).toMatch(/\.$|\?$/);
      expect(problemText(problem)).not.toMatch(/undefined|Invalid|\[object/);
      if (IS_ON_DEVICE.test(problem.path)) continue;
      // A form says it in the reader's language, with every gap filled.
      const { code = 'on-device', values = {} } = problem;
      expect([problem.path, code]).not.toEqual([problem.path, 'on-device']);
      const gaps = [...(PROBLEM_WORDS[code][0] ?? '').matchAll(/\{(\w+)[:}]/g)].map(([, name = '']) => name);
      expect(gaps.filter((gap) => !(gap in values) && !FIELDS.has(gap))).toEqual([]);
    }
  });

  test.each(SYNTAX)('%s: is refused without a crash', (_name, text) => {
    expect(parseSettings(text, schema).problems.length).toBeGreaterThan(0);
  });

  test('lists all problems at once, with lines', () => {
    const tree = parse(GOOD) as Tree;
    set('tenant', 'A')(tree);
    set('zones.0.entrySeconds', -1)(tree);
    set('sensors.0.widthPx', 'wide')(tree);
    const { problems } = parseSettings(stringify(tree), schema);
    expect(problems).toHaveLength(3);
    for (const problem of problems) expect(problem.line).toBeGreaterThan(0);
  });

  test('good settings are frozen', () => {
    const { settings } = parseSettings(GOOD, schema);
    expect(Object.isFrozen(settings?.zones[0])).toBe(true);
  });
});
