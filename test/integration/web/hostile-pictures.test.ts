import { expect, test } from 'vitest';
import { checkPicture } from '../../../src/web/picture/check-picture.ts';
import { validatePicture } from '../../../src/web/validate-plan-picture.ts';

const drawing = (text: string) => ({ type: 'image/svg+xml' as const, bytes: Buffer.from(text) });
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>';

test.each([
  ['comments that never come to a drawing', `${'<!-- -->'.repeat(200)}x`],
  ['comments that could be split in many ways', `${'<!---->--> '.repeat(25)}<x`],
  ['a comment that never ends', `<!--${'-'.repeat(1_000_000)}`],
  ['a million spaces', ' '.repeat(1_000_000)],
  ['a million equal signs', `${SVG}${'href='.repeat(200_000)}`],
  ['handlers that are none', `${SVG}${' on'.repeat(300_000)}`],
])('a drawing of %s is looked at within seconds', (_what, text) => {
  const beganMs = performance.now();
  validatePicture('image/svg+xml', Buffer.from(text));
  expect(performance.now() - beganMs).toBeLessThan(5_000);
});

test('a drawing with a declaration and comments passes as it came', async () => {
  const text = `<?xml version="1.0"?>\n<!-- a --> <!-- b -->\n${SVG}`;
  const kept = await checkPicture(drawing(text));
  expect(Buffer.from(kept as Uint8Array).toString()).toBe(text);
  expect(await checkPicture(drawing('<html/>'))).toContain('not an SVG');
});

test('a picture that takes too long is refused, and the ones behind it are not lost', async () => {
  const stuck = checkPicture(drawing(SVG), 1);
  const next = checkPicture(drawing(SVG));
  const others = Array.from({ length: 4 }, () => checkPicture(drawing(SVG)));
  expect(await stuck).toContain('reasonable time');
  expect(await next).toEqual(expect.any(Uint8Array));
  expect((await Promise.all(others)).filter((answer) => String(answer).includes('still being'))).toHaveLength(
    2,
  );
});
