import { expect, test } from 'vitest';
import { redactUrl } from '../../../../src/vision/capture/redact-url.ts';

test.each([
  ['rtsp://admin:pa@ss/word@10.0.0.5:554/1: Connection refused', 'rtsp://10.0.0.5:554/1: Connection refused'],
  ['from rtsp://u:p@a/x to http://v@b/y', 'from rtsp://a/x to http://b/y'],
  ['no address in here', 'no address in here'],
])('%s', (text, clean) => {
  expect(redactUrl(text)).toBe(clean);
});
