import { countMessage, exampleMessage, isoSecond, START_MS } from './cloud-messages.ts';

/** What a gateway may publish on its own topics to harm the receiver: stream and payload, 30 kinds. */
export function hostileMessages(): readonly (readonly [stream: string, payload: string])[] {
  const [row = {}] = countMessage([{ seq: 1, minute: 0, entries: 1 }]).rows;
  const door = { id: 'front', seenS: 60, in: 1, out: 1 };
  const at = isoSecond(START_MS);
  const event = (more: string) =>
    `{"v":2,"boot":"b","rows":[{"seq":1,"clock":"synced","at":"${at}","event":{"kind":"x","more":${more}}}]}`;
  const count = (...rows: readonly object[]) => JSON.stringify({ ...countMessage([]), rows });
  const other = (name: 'meaning' | 'day' | 'indoor', more: object) => {
    const message = exampleMessage(name);
    return JSON.stringify({ ...message, rows: [{ ...(message['rows'] as object[])[0], ...more }] });
  };
  const state = (more: object) => JSON.stringify({ ...exampleMessage('state'), ...more });
  const response = (...missing: readonly object[]) =>
    JSON.stringify({ ...exampleMessage('response'), missing });
  return [
    ['event', event('['.repeat(5_000) + ']'.repeat(5_000))],
    ['event', event('{"a":'.repeat(5_000))],
    ['event', event('"\\u0000"')],
    ['event', event('"\\ud800"')],
    ['event', event(`[${'0,'.repeat(50_000)}0]`)],
    ['event', event('{"__proto__":{"kind":"y"}}')],
    ['count', 'x'.repeat(300_000)],
    ['count', '\0'.repeat(1_000)],
    ['count', ''],
    ['count', 'null'],
    ['count', '"'.repeat(1_001)],
    ['count', `{"v":2,"v":1e400,"rows":[${'9'.repeat(400)}]}`],
    ['count', JSON.stringify({ v: 1, boot: 'b', rows: [] })],
    ['count', count({ ...row, from: '9999-12-31T23:59:59Z' })],
    ['count', count({ ...row, from: '0000-01-01T00:00:00Z' })],
    ['count', count({ ...row, from: '2026-13-45T99:99:99Z' })],
    ['count', count({ ...row, seconds: 2 ** 40 })],
    ['count', count({ ...row, seq: Number.MAX_SAFE_INTEGER })],
    ['count', count({ ...row, rev: 2 ** 52 })],
    ['count', count({ ...row, doors: [{ ...door, in: 2 ** 40 }] })],
    ['count', count({ ...row, doors: [door, door] })],
    ['count', count({ ...row, doors: [{ ...door, err: 1e300 }] })],
    ['count', count({ ...row, [`${'k'.repeat(50_000)}`]: 1 })],
    ['count', count(...Array.from({ length: 300 }, (_, i) => ({ ...row, seq: i + 1 })))],
    ['meaning', other('meaning', { timezone: 'Mars/Phobos' })],
    ['meaning', other('meaning', { hours: ['99:99', '77:77'] })],
    ['day', other('day', { day: '2026-02-31' })],
    ['indoor', other('indoor', { steps: [['a', 'b', 2 ** 50]] })],
    ['state', state({ since: '2026-99-99T99:99:99Z' })],
    [
      'response',
      response({ fromSeq: 9, toSeq: 1, reason: 'reset' }, { fromSeq: 1, toSeq: 2 ** 53, reason: 'x' }),
    ],
  ];
}
