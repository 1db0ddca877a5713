import { expect, it } from 'vitest';
import { settingsSchema } from '../../../src/app/settings/settings-schema.ts';
import { parseSettings } from '../../../src/config/parse-settings.ts';
import { ruleWarnings } from '../../../src/config/rules/rule-checks.ts';

const BASE = `
version: 2
tenant: acme
gateway: gw-1
store: { id: high-street, timezone: Europe/London }
sensors:
  - { id: cam, type: camera, source: { rtsp: "rtsp://cam.local/1" }, widthPx: 640, heightPx: 480 }
  - { id: sales, type: sales-mqtt, broker: { url: "mqtt://broker.local:1883" }, topics: ["till/#"] }
  - { id: frigate, type: counter-push, preset: frigate-zone, broker: { url: "mqtt://broker.local:1883" } }
  - { id: radar, type: counter-push, preset: esphome-presence, broker: { url: "mqtt://broker.local:1883" } }
zones:
  - { id: corner, space: frigate }
  - { id: fitting, space: radar }
  - { id: shelf, space: cam, polygon: [[0, 200], [300, 200], [300, 480], [0, 480]] }
  - { id: office, space: cam, staffOnly: true, polygon: [[400, 200], [600, 200], [600, 480], [400, 480]] }
`;
const OUTPUT = '{ id: player, type: udp, host: 192.168.20.40, port: 5000, on: hello }';

async function parse(rules: string, outputs = OUTPUT) {
  const text = `${BASE}outputs: [${outputs}]\nrules: [${rules}]\n`;
  return parseSettings(text, await settingsSchema());
}

const rule = (rest: string, id = 'r') => `{ id: ${id}, ${rest}, then: [{ output: player }] }`;

it.each([
  ['an unknown zone', rule('when: { people: { zone: nowhere } }'), 'rules[0].when.people.zone'],
  ['a zone of staff', rule('when: { people: { zone: office } }'), 'rules[0].when.people.zone'],
  [
    'a zone that is no queue',
    rule('when: { queue: { zone: shelf, length: { atLeast: 2 } } }'),
    'rules[0].when.queue.zone',
  ],
  [
    'a stay in a zone of which only the number of people is known',
    rule('when: { dwell: { zone: corner, atLeast: 30s } }'),
    'rules[0].when.dwell.zone',
  ],
  [
    'more people than a sensor of presence can tell',
    rule('when: { people: { zone: fitting, atLeast: 2 } }'),
    'rules[0].when.people.atLeast',
  ],
  ['two conditions at once', rule('when: { people: { zone: shelf }, fault: any }'), 'rules[0].when'],
  ['no condition', rule('when: {}'), 'rules[0].when'],
  ['occupancy without doors', rule('when: { occupancy: { atLeast: 5 } }'), 'rules[0].when.occupancy'],
  ['a sensor that is not there', rule('when: { fault: nobody }'), 'rules[0].when.fault'],
  ['a contact that is none', rule('when: { door: { contact: cam } }'), 'rules[0].when.door.contact'],
  ['a product without a tag', rule('when: { pickedUp: { product: x } }'), 'rules[0].when.pickedUp.product'],
  ['a moment that is to last', rule('when: { entered: { zone: shelf } }, for: 5s'), 'rules[0].for'],
  ['the opposite of a moment', rule('when: { not: { entered: { zone: shelf } } }'), 'rules[0].when.not'],
  ['hours that are not set', rule('when: { fault: any }, during: open'), 'rules[0].during'],
  [
    'a rule that waits for itself',
    `${rule('when: { rule: b }', 'a')}, ${rule('when: { rule: a }', 'b')}`,
    'rules[0].when',
  ],
  [
    'a limit that clears above',
    rule('when: { people: { zone: shelf, atLeast: 2, clearBelow: 3 } }'),
    'rules[0].when.people.clearBelow',
  ],
  [
    'four levels',
    rule('when: { all: [{ any: [{ all: [{ fault: any }] }] }] }'),
    'rules[0].when.all[0].any[0].all[0]',
  ],
  [
    'an output that is not there',
    '{ id: r, when: { fault: any }, then: [{ output: x }] }',
    'rules[0].then[0].output',
  ],
  [
    'an unknown brace',
    '{ id: r, when: { fault: any }, then: [{ output: player, template: "{person}" }] }',
    'rules[0].then[0].template',
  ],
  ['two rules of one id', `${rule('when: { fault: any }')}, ${rule('when: { fault: cam }')}`, 'rules[1].id'],
])('refuses %s', async (_what, rules, path) => {
  const { problems } = await parse(rules);
  expect(problems.map((problem) => problem.path)).toContain(path);
});

it.each([
  ['this machine', '{ id: player, type: udp, host: 127.0.0.1, port: 5000, on: x }', 'outputs[0].host'],
  ['metadata', '{ id: player, type: http, url: "http://169.254.169.254/x" }', 'outputs[0].url'],
  [
    'plain http to the outside',
    '{ id: player, type: http, url: "http://example.com/x", leavesStore: true }',
    'outputs[0].url',
  ],
  [
    'a public address that may not leave',
    '{ id: player, type: http, url: "https://8.8.8.8/x" }',
    'outputs[0].url',
  ],
  [
    'a password in the address',
    '{ id: player, type: http, url: "https://a:b@player.local/x" }',
    'outputs[0].url',
  ],
  [
    'a topic that a sensor reads',
    '{ id: player, type: mqtt, broker: { url: "mqtt://broker.local:1883" }, topic: "till/{rule}" }',
    'outputs[0].topic',
  ],
  [
    'an unknown brace',
    '{ id: player, type: udp, host: 192.168.1.2, port: 5000, on: "{name}" }',
    'outputs[0].on',
  ],
])('refuses an output to %s', async (_what, output, path) => {
  const { problems } = await parse(rule('when: { fault: any }'), output);
  expect(problems.map((problem) => problem.path)).toContain(path);
});

it('lets nothing about people leave the store', async () => {
  const output =
    '{ id: player, type: webhook, url: "https://it.example/x", secretFile: /etc/lintel/it, leavesStore: true }';
  const people = await parse(rule('when: { people: { zone: shelf } }'), output);
  expect(people.problems.map(({ path }) => path)).toEqual(['rules[0].then[0].output']);
  expect((await parse(rule('when: { fault: any }'), output)).problems).toEqual([]);
});

it('warns of a rule that may flap', async () => {
  const flapping = await parse(rule('when: { people: { zone: shelf, atLeast: 2 } }'));
  const steady = await parse(rule('when: { people: { zone: shelf, atLeast: 2 } }, clearFor: 5s'));
  expect(flapping.settings && ruleWarnings(flapping.settings)).toHaveLength(1);
  expect(steady.settings && ruleWarnings(steady.settings)).toEqual([]);
});
