import { describe, expect, test } from 'vitest';
import type { PreviewPicture } from '../../../src/ports/camera-link.ts';
import { decodePng } from '../../support/decode-png.ts';
import { clipOptions, DISPLAY_TABLE, hasSharedData, never, realLink } from './camera-clips.ts';

describe.skipIf(!hasSharedData)('looking through a camera process (skipped without the shared clips)', () => {
  test('gives pictures for as long as was ordered, with all hidden that has not stood still for long', async () => {
    const pictures: PreviewPicture[] = [];
    const order = { forMs: 2_500, style: 'people-hidden' } as const;
    const take = (picture: PreviewPicture) => pictures.push(picture);
    expect(realLink.aim('table-cam', order, take)).toBe(false);
    const options = clipOptions(DISPLAY_TABLE, {
      source: { kind: 'file', path: DISPLAY_TABLE, startAt: Date.now() as never },
      sensor: 'table-cam',
      pace: 'live',
      framesPerSecond: 5,
    });
    let firstAt: number | undefined;
    for await (const { at } of realLink.frames(options, never())) {
      if (firstAt === undefined) expect(realLink.aim('table-cam', order, take)).toBe(true);
      firstAt ??= at;
      if (at - firstAt > 5_000) break;
    }
    expect(pictures.length).toBeGreaterThanOrEqual(2);
    expect(pictures.length).toBeLessThanOrEqual(4);
    const { width, height, rgb } = decodePng(pictures.at(-1)?.png ?? new Uint8Array());
    expect([width, height]).toEqual([416, 234]);
    expect(rgb.every((level) => level % 32 === 16)).toBe(true);
    expect(realLink.aim('table-cam', order, take)).toBe(false);
  });
});
