import { describe, expect, test } from 'vitest';
import { isDeeperThan } from '../../../src/cloud/messages/json-depth.ts';
import { joinParsed, parseMessage } from '../../../src/cloud/messages/parse-message.ts';
import { MOST_MESSAGE_BYTES } from '../../../src/ports/messages/fields.ts';
import {
  countMessage,
  exampleMessage,
  isoSecond,
  parse,
  START_MS,
  topicOf,
} from '../../support/cloud/cloud-messages.ts';
import { createRandom } from '../../support/random.ts';

const TOPIC = topicOf('gw-1', 'count');
const DAY_MS = 86_400_000;
const good = () => countMessage([{ seq: 1, minute: 0, entries: 3 }]);
const withRow = (more: object) => ({ ...good(), rows: [{ ...good().rows[0], ...more }] });
const reasons = (payload: unknown, topic = TOPIC) => parse(topic, payload).dead.map(({ reason }) => reason);

describe('a message', () => {
  test.each(['count', 'indoor', 'day', 'forecast', 'meaning', 'event', 'state', 'response'] as const)(
    'of the examples is read whole: %s',
    (name) => {
      const { rows, gaps, dead } = parse(topicOf('gw-1', name), exampleMessage(name));
      expect(dead).toEqual([]);
      expect([...rows, ...gaps]).toHaveLength(1);
    },
  );

  test('nested 5,000 deep, or of 10 MB, is refused before it is parsed', () => {
    const deep = `{"v":2,"boot":"b","rows":[{"seq":1,"at":"${isoSecond(START_MS)}","event":${'['.repeat(5000)}${']'.repeat(5000)}}]}`;
    expect(reasons(deep, topicOf('gw-1', 'event'))).toEqual(['nested deeper than 8']);
    expect(reasons('['.repeat(200_000))).toEqual(['nested deeper than 8']);
    const large = parse(TOPIC, ' '.repeat(10_000_000));
    expect(large.dead).toMatchObject([{ reason: `larger than ${MOST_MESSAGE_BYTES} bytes` }]);
    expect(large.dead[0]?.payload.length).toBeLessThanOrEqual(20_000);
  });

  test.each([
    ['lintel/v3/acme/s/g/count', good(), 'foreign major version: topic of'],
    ['lintel/v1/acme/s/g/event', good(), 'foreign major version: topic of'],
    [TOPIC, { ...good(), v: 3 }, 'foreign major version 3'],
    ['lintel/v2/acme/s/g/gossip', good(), "no stream 'gossip'"],
    ['lintel/v2/acme/s/g/__proto__', good(), "no stream '__proto__'"],
    ['lintel/v2/acme/s/g/count/more', good(), 'no stream'],
    ['lintel/v2//s/g/count', good(), 'tenant'],
    [TOPIC, 'null', 'expected object'],
    [TOPIC, '', 'not JSON'],
    [TOPIC, { ...good(), rows: [] }, 'rows'],
  ])('of %s is refused: %#', (topic, payload, reason) => {
    const parsed = parse(topic, payload);
    expect(parsed).toMatchObject({ rows: [], gaps: [] });
    expect(parsed.dead.map((letter) => letter.reason)).toEqual([expect.stringContaining(reason)]);
  });

  test('keeps what it does not know', () => {
    expect(parse(TOPIC, withRow({ weather: 'rain' })).rows).toMatchObject([{ row: { weather: 'rain' } }]);
  });
});

test.each([
  ['count', { store: { seenS: 60, in: 2 ** 40 } }, 'in: too large'],
  ['count', { note: 'a\0b' }, 'note: characters'],
  ['count', { note: '\ud800' }, 'note: characters'],
  ['count', { from: '2026-02-31T00:00:00Z' }, 'from: no such date'],
  ['day', { day: '2026-02-31' }, 'day: no such date'],
  ['meaning', { timezone: 'Mars/Phobos' }, 'timezone: no such'],
  ['meaning', { hours: ['99:99', '77:77'] }, 'hours: no such'],
  ['indoor', { steps: [['a', 'b', 2 ** 50]] }, 'steps: too large'],
] as const)('what no database holds is refused before it comes there: %s %o', (name, more, reason) => {
  const message = exampleMessage(name);
  const [row] = message['rows'] as object[];
  const found = reasons({ ...message, rows: [{ ...row, ...more }] }, topicOf('gw-1', name));
  expect(found).toEqual([expect.stringContaining(reason)]);
});

describe('the time of a row', () => {
  const at = (ms: number, more: object = {}) => reasons(withRow({ from: isoSecond(ms), ...more }));

  test('may be from 13 months back to a day ahead of the receiver', () => {
    expect(at(Date.now() - 395 * DAY_MS)).toEqual([]);
    expect(at(Date.now() + 0.9 * DAY_MS)).toEqual([]);
    expect(at(Date.now() - 397 * DAY_MS)).toEqual(['implausible time: more than 13 months ago']);
    expect(at(Date.now() + 1.1 * DAY_MS)).toEqual(['implausible time: more than a day ahead']);
    expect(reasons(withRow({ from: '2026-13-45T99:99:99Z' }))).toEqual(['from: no such date']);
    expect(at(START_MS, { seconds: 100_000 })).toEqual(['implausible time: longer than 93600 s']);
  });

  test('of a boot without a clock is a belief, of a definition as old as it is', () => {
    expect(at(0, { clock: 'unsynced' })).toEqual([]);
    const [definition] = exampleMessage('meaning')['rows'] as object[];
    const old = { ...exampleMessage('meaning'), rows: [{ ...definition, from: '2019-01-01T00:00:00Z' }] };
    expect(reasons(old, topicOf('gw-1', 'meaning'))).toEqual([]);
  });

  test('takes no neighbour with it, and its number is written off', () => {
    const { rows } = countMessage([
      { seq: 1, minute: 0, entries: 1 },
      { seq: 2, minute: 1, entries: 1 },
    ]);
    const parsed = parse(TOPIC, { ...good(), rows: [{ ...rows[0], from: '2001-01-01T00:00:00Z' }, rows[1]] });
    expect(parsed.rows).toMatchObject([{ row: { seq: 2 } }]);
    expect(parsed.gaps).toMatchObject([{ fromSeq: 1, toSeq: 1, reason: 'refused' }]);
  });
});

test.each([
  ['[[1]]', 2],
  ['{"a":"[[[[\\"[["}', 1],
  ['{"a\\\\":[{}]}', 3],
  ['[],[],[]', 1],
  ['"[[[', 0],
  ['"\\', 0],
])('the depth of %s is %d', (json, depth) => {
  expect(isDeeperThan(depth, Buffer.from(json))).toBe(false);
  if (depth > 0) expect(isDeeperThan(depth - 1, Buffer.from(json))).toBe(true);
});

test('whatever the bytes and the topic: rows, gaps or dead letters, never nothing and never an error', () => {
  const random = createRandom(19);
  const names = ['count', 'indoor', 'day', 'forecast', 'meaning', 'event', 'state', 'response'] as const;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const scraps = [
    '{',
    ']',
    '"',
    '\\u0000',
    '1e999',
    'null',
    '"__proto__":{}',
    '-0',
    '[[[[[[[[[',
    '\\ud800',
    '9'.repeat(400),
  ];
  let [read, refused] = [0, 0];
  for (let round = 0; round < 4_000; round += 1) {
    const name = pick(names);
    let text = JSON.stringify(exampleMessage(name));
    for (let cuts = 0; cuts < round % 4; cuts += 1) {
      const from = Math.floor(random() * text.length);
      text = text.slice(0, from) + pick(scraps) + text.slice(from + Math.floor(random() * 6));
    }
    const bytes = Buffer.from(text);
    if (round % 3 === 0) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    const topic =
      random() < 0.9 ? topicOf('gw-1', name) : pick(['', '/', '+/#', 'lintel/v2/a/b/c', 'x'.repeat(60_000)]);
    const { rows, gaps, dead } = joinParsed([parseMessage(topic, bytes, Date.now())]);
    if (name !== 'response') expect(rows.length + gaps.length + dead.length).toBeGreaterThan(0);
    for (const letter of dead) {
      expect(letter.reason.length).toBeLessThanOrEqual(300);
      expect(letter.topic.length).toBeLessThanOrEqual(300);
      expect(letter.payload.length).toBeLessThanOrEqual(20_000);
    }
    if (rows.length > 0) read += 1;
    if (dead.length > 0) refused += 1;
  }
  expect(read).toBeGreaterThan(500);
  expect(refused).toBeGreaterThan(1_000);
});
