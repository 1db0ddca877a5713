import { describe, expect, test } from 'vitest';
import { StillScene } from '../../../../src/vision/still/still-scene.ts';
import { seeded } from '../../core/tracking/scene.ts';

const SIDE = 64;
const FRAME_MS = 200;

interface Scene {
  /** Grey levels that noise changes each pixel by, at most. */
  readonly noise?: number;
  readonly light?: number;
  /** A patch of 10 by 20 pixels, so much darker than the rest. */
  readonly person?: { readonly x: number; readonly contrast: number };
}

const random = seeded(3);

function picture({ noise = 2, light = 120, person }: Scene): Uint8Array {
  return Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, n) => {
    const [x, y] = [n % SIDE, Math.floor(n / SIDE) % SIDE];
    const isPerson = person !== undefined && x >= person.x && x < person.x + 10 && y >= 20 && y < 40;
    return Math.round(light - (isPerson ? person.contrast : 0) + 2 * noise * (random() - 0.5));
  });
}

/** Shows pictures, one every 200 ms from `fromMs`; what was done with each, with `count` boxes found where it looks. */
function watch(scene: StillScene, fromMs: number, pictures: number, of: Scene, count = 0): string[] {
  return Array.from({ length: pictures }, (_, n) => {
    const atMs = fromMs + n * FRAME_MS;
    const look = scene.judge(picture(of), atMs);
    if (look === 'look') scene.found(count, atMs);
    return look;
  });
}

const share = (looks: readonly string[], what: string) =>
  looks.filter((look) => look === what).length / looks.length;

describe('a still scene', () => {
  test.each([2, 10, 20])('without people and noise of %i levels is looked at every ten seconds', (noise) => {
    const scene = new StillScene(SIDE, SIDE);
    watch(scene, 0, 20, { noise });
    const looks = watch(scene, 4_000, 250, { noise });
    expect(share(looks, 'look')).toBeGreaterThanOrEqual(0.015);
    expect(share(looks, 'look')).toBeLessThanOrEqual(0.03);
    expect(share(looks, 'skip')).toBe(0);
  });

  test.each([25, 80])(
    'looks at the first picture of a person of contrast %i, and on while it moves',
    (contrast) => {
      const scene = new StillScene(SIDE, SIDE);
      watch(scene, 0, 40, {});
      for (let n = 0; n < 20; n++) {
        const looks = watch(scene, 8_000 + n * FRAME_MS, 1, { person: { x: 2 * n, contrast } }, 1);
        expect(looks).toEqual(['look']);
      }
    },
  );

  test('looks at the first picture of a person who hardly stands out', () => {
    const scene = new StillScene(SIDE, SIDE);
    watch(scene, 0, 40, {});
    expect(watch(scene, 8_000, 1, { person: { x: 21, contrast: 10 } })).toEqual(['look']);
  });

  test('with people who stand still tells them at least every two seconds, and never as empty', () => {
    const scene = new StillScene(SIDE, SIDE);
    const person = { x: 20, contrast: 60 };
    watch(scene, 0, 20, { person }, 1);
    const looks = watch(scene, 4_000, 250, { person }, 1);
    expect(share(looks, 'empty')).toBe(0);
    expect(share(looks, 'look')).toBeLessThan(0.2);
    const gaps = looks
      .join(' ')
      .split('look')
      .map((gap) => gap.trim().split(' ').length);
    expect(Math.max(...gaps) * FRAME_MS).toBeLessThan(2_000);
  });

  test('looks again at once when a look finds more or fewer people', () => {
    const scene = new StillScene(SIDE, SIDE);
    watch(scene, 0, 20, {}, 1);
    scene.judge(picture({}), 10_000);
    scene.found(0, 10_000);
    expect(share(watch(scene, 10_200, 5, {}), 'look')).toBe(1);
  });

  test('after the light changed still sees a person come', () => {
    const scene = new StillScene(SIDE, SIDE);
    watch(scene, 0, 40, {});
    expect(watch(scene, 8_000, 1, { light: 150 })).toEqual(['look']);
    watch(scene, 8_200, 40, { light: 150 });
    expect(watch(scene, 17_000, 1, { light: 150, person: { x: 20, contrast: 15 } })).toEqual(['look']);
  });

  test('a clock that was set back does not put it to sleep', () => {
    const scene = new StillScene(SIDE, SIDE);
    watch(scene, 3_600_000, 40, {});
    expect(watch(scene, 0, 1, {})).toEqual(['look']);
  });
});
