import { describe, expect, test } from 'vitest';
import { PictureMotion } from '../../../../src/core/tracking/picture-motion.ts';

function pictureAfter(surprise: number, seconds: number, picture = new PictureMotion()): PictureMotion {
  for (let n = 0; n < 10 * seconds; n++) {
    for (let person = 0; person < 4; person++) picture.record(surprise);
    picture.settle(0.1);
  }
  return picture;
}

describe('the motion of the picture', () => {
  test('is none while people are where they are expected', () => {
    expect(pictureAfter(0.2, 60).restless).toBe(1);
  });

  test('shows within seconds in boxes that surprise, up to a bound, and is over as soon', () => {
    const picture = pictureAfter(2, 3);
    expect(picture.restless).toBeGreaterThan(4);
    expect(pictureAfter(9, 60).restless).toBe(16);
    expect(pictureAfter(0.1, 20, picture).restless).toBe(1);
  });

  test('is not judged by a frame without people, and one wild box is not believed', () => {
    const picture = new PictureMotion();
    picture.settle(10);
    expect(picture.restless).toBe(1);
    picture.record(1e9);
    picture.settle(0.1);
    expect(picture.restless).toBeLessThan(3);
  });
});
