import { expect, test } from 'vitest';
import { plainText, plainValues } from '../../../../src/core/model/plain-text.ts';

test.each([
  ['rtsp://admin:hunter2@10.0.0.5:554/1: Connection refused', 'rtsp://10.0.0.5:554 Connection refused'],
  ['rtsp://admin:pa@hunter2@10.0.0.5/1', 'rtsp://10.0.0.5'],
  ['rtsp://admin:pa@hunter2/word@10.0.0.5:554/1', 'rtsp://…'],
  ['http://10.0.0.5/snap?user=a&pwd=hunter2', 'http://10.0.0.5'],
  ['http://10.0.0.5/hunter2@x', 'http://…'],
  [
    'postgres://u:hunter2@[::1]:5432/db and mqtts://b.example:8883',
    'postgres://[::1]:5432 and mqtts://b.example:8883',
  ],
  ['rtsp://admin:hunter2', 'rtsp://…'],
  ['(see https://broker.example)', '(see https://broker.example'],
  ['no address in here', 'no address in here'],
])('%s', (text, clean) => {
  expect(plainText(text)).toBe(clean);
});

test('secrets leave by no name and no depth', () => {
  const looped: { inner?: unknown } = {};
  looped.inner = looped;
  const values = {
    password: 'hunter2',
    passwordFile: '/p',
    list: [{ token: 'hunter2', at: 'rtsp://a:hunter2@b/c' }],
  };
  expect(plainValues(values)).toEqual({
    password: '(left out)',
    passwordFile: '/p',
    list: [{ token: '(left out)', at: 'rtsp://b' }],
  });
  expect(JSON.stringify(plainValues(looped))).toContain('left out');
});
