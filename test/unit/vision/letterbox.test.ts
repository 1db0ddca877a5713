import { describe, expect, test } from 'vitest';
import { boxesInPicture, letterbox, letterboxFilter, stretch } from '../../../src/vision/letterbox.ts';

describe('letterbox', () => {
  test.each([
    ['a wide picture', 768, 432, { left: 0, top: 91, scaledWidth: 416, scaledHeight: 234 }],
    ['a tall picture', 480, 640, { left: 52, top: 0, scaledWidth: 312, scaledHeight: 416 }],
    ['a small picture', 104, 52, { left: 0, top: 104, scaledWidth: 416, scaledHeight: 208 }],
    ['a sliver', 4000, 1, { left: 0, top: 207, scaledWidth: 416, scaledHeight: 1 }],
  ])('%s is scaled to fit and lies in the middle', (_name, width, height, place) => {
    expect(letterbox(width, height, 416, 416)).toEqual({ widthPx: width, heightPx: height, ...place });
  });

  test('the filter pads with the grey level asked for', () => {
    expect(letterboxFilter(416, 320, 114)).toContain(
      "pad=416:320:'floor((ow-iw)/2)':'floor((oh-ih)/2)':0x727272",
    );
    expect(letterboxFilter(416, 320, 0)).toContain('0x000000');
  });

  test('boxes find back into the picture, rounded to a tenth of a pixel and a thousandth', () => {
    const place = letterbox(768, 432, 416, 416);
    const corners = Float32Array.of(104, 91 + 58.5, 208, 91 + 117, 0.51234);
    expect(boxesInPicture(corners, 1, place)).toEqual([192, 108, 192, 108, 0.512]);
  });

  test('a stretched picture fills the input, and boxes find back by each side’s own scale', () => {
    const place = stretch(768, 432, 640, 640);
    const corners = Float32Array.of(320, 320, 640, 640, 0.9);
    expect(boxesInPicture(corners, 1, place)).toEqual([384, 216, 384, 216, 0.9]);
  });

  test('boxes are clipped to the picture', () => {
    const place = letterbox(832, 832, 416, 416);
    expect(boxesInPicture(Float32Array.of(-5, -7, 500, 100, 0.9), 1, place)).toEqual([0, 0, 832, 200, 0.9]);
  });

  test('a box in the padding alone is left out, and only `count` boxes are read', () => {
    const place = letterbox(768, 432, 416, 416);
    const corners = Float32Array.of(10, 10, 50, 80, 0.9, 10, 100, 50, 180, 0.8, 1, 1, 200, 200, 0.7);
    expect(boxesInPicture(corners, 2, place)).toHaveLength(5);
  });
});
