import { describe, expect, test } from 'vitest';
import { Candidates } from '../../../../src/vision/candidates.ts';
import { letterbox } from '../../../../src/vision/letterbox.ts';
import { PreviewPictures } from '../../../../src/vision/preview/preview-pictures.ts';
import { coloursIn, decodePng } from '../../../support/decode-png.ts';
import { randomFrom } from '../../../support/random.ts';

/** Padded above and below, as a wide camera's picture is. */
const PLACE = letterbox(640, 360, 160, 160);
const SIZE = 160 * 160;
const NOBODY = new Candidates();

/** A picture in which every pixel differs from its neighbours; the patch is drawn from another seed. */
function scene(patch?: { left: number; top: number; size: number; seed: number }): Uint8Array {
  const [still, moving] = [randomFrom(1), randomFrom(patch?.seed ?? 2)];
  const pixels = new Uint8Array(3 * SIZE);
  for (let at = 0; at < pixels.length; at++) pixels[at] = Math.floor(256 * still());
  if (patch === undefined) return pixels;
  for (let y = 0; y < patch.size; y++)
    for (let x = 0; x < patch.size; x++)
      for (let plane = 0; plane < 3; plane++) {
        const at = plane * SIZE + (PLACE.top + patch.top + y) * 160 + patch.left + x;
        pixels[at] = Math.floor(256 * moving());
      }
  return pixels;
}

function frame(pixels: Uint8Array) {
  return { pixels, widthPx: 160, heightPx: 160, pixelFormat: 'gbrp' as const, place: PLACE };
}

/** Looks at frames of two a second and returns the last picture. */
function watch(
  pictures: PreviewPictures,
  fromMs: number,
  toMs: number,
  pixels: (ms: number) => Uint8Array,
  found = NOBODY,
) {
  let last: Buffer | undefined;
  for (let ms = fromMs; ms < toMs; ms += 500) last = pictures.look(frame(pixels(ms)), found, ms) ?? last;
  return last;
}

function picture(png: Buffer | undefined) {
  if (png === undefined) throw new Error('no picture');
  return decodePng(png);
}

describe('the camera preview', () => {
  test('gives no picture unless one was ordered, and none after its time', () => {
    const pictures = new PreviewPictures();
    expect(watch(pictures, 0, 5_000, () => scene())).toBeUndefined();
    pictures.order('people-hidden', 3_000, 5_000);
    expect(watch(pictures, 5_000, 8_000, () => scene())).toBeDefined();
    expect(watch(pictures, 8_000, 60_000, () => scene())).toBeUndefined();
    pictures.order('people-hidden', 60_000, 60_000);
    pictures.stop();
    expect(watch(pictures, 60_000, 70_000, () => scene())).toBeUndefined();
  });

  test('shows at most one picture a second, for at most 15 minutes per request', () => {
    const pictures = new PreviewPictures();
    pictures.order('people-hidden', 1e9, 0);
    let shown = 0;
    const still = scene();
    for (let ms = 0; ms < 1_000_000; ms += 500)
      if (pictures.look(frame(still), NOBODY, ms) !== undefined) shown++;
    expect(shown).toBe(900);
  });

  test('begins with everything hidden, and shows what stands still after eight seconds, in its own colours', () => {
    const pictures = new PreviewPictures();
    pictures.order('people-hidden', 60_000, 0);
    const first = picture(watch(pictures, 0, 1_000, () => scene()));
    expect([first.width, first.height]).toEqual([160, 90]);
    expect(coloursIn(first, 0, 0, 9, 9)).toBe(1);
    const later = picture(watch(pictures, 1_000, 20_000, () => scene()));
    expect(coloursIn(later, 0, 0, 9, 9)).toBeGreaterThan(70);
    const at = PLACE.top * 160;
    const pixels = scene();
    expect([...later.rgb.subarray(0, 3)]).toEqual([pixels[2 * SIZE + at], pixels[at], pixels[SIZE + at]]);
  });

  test('a detected person who stands still is never more than coarse blocks', () => {
    const pictures = new PreviewPictures();
    pictures.order('people-hidden', 60_000, 0);
    const found = new Candidates();
    found.add(40, PLACE.top + 20, 70, PLACE.top + 80, 0.11);
    const seen = picture(watch(pictures, 0, 30_000, () => scene(), found));
    // Blocks of nine pixels: the 30×60 pixels of the person touch at most 5×8 of them.
    expect(coloursIn(seen, 40, 20, 30, 60)).toBeLessThanOrEqual(40);
    expect(coloursIn(seen, 100, 20, 30, 60)).toBeGreaterThan(1_000);
  });

  test('where a person walks, the picture stays what it was without people', () => {
    const pictures = new PreviewPictures();
    pictures.order('people-hidden', 120_000, 0);
    watch(pictures, 0, 20_000, () => scene());
    const found = new Candidates();
    found.add(45, PLACE.top + 36, 71, PLACE.top + 62, 0.9);
    const passing = (ms: number) => scene({ left: 45, top: 36, size: 27, seed: ms });
    const during = picture(watch(pictures, 20_000, 60_000, passing, found));
    const empty = new PreviewPictures();
    empty.order('people-hidden', 120_000, 0);
    const before = picture(watch(empty, 0, 20_000, () => scene()));
    expect(Buffer.compare(during.rgb, before.rgb)).toBe(0);
  });

  test('a person who stood still unseen and is then detected does not stay in the picture', () => {
    const pictures = new PreviewPictures();
    pictures.order('people-hidden', 120_000, 0);
    const standing = () => scene({ left: 45, top: 36, size: 27, seed: 7 });
    watch(pictures, 0, 20_000, standing);
    const found = new Candidates();
    found.add(45, PLACE.top + 36, 71, PLACE.top + 62, 0.9);
    const seen = picture(watch(pictures, 20_000, 40_000, standing, found));
    expect(coloursIn(seen, 45, 36, 27, 27)).toBeLessThanOrEqual(9);
    const gone = picture(watch(pictures, 40_000, 45_000, () => scene()));
    expect(coloursIn(gone, 45, 36, 27, 27)).toBeLessThanOrEqual(9);
  });

  test('hides a moving person whom the detector overlooks', () => {
    const pictures = new PreviewPictures();
    pictures.order('people-hidden', 60_000, 0);
    const seen = picture(
      watch(pictures, 0, 30_000, (ms) => scene({ left: 45, top: 36, size: 27, seed: ms })),
    );
    expect(coloursIn(seen, 45, 36, 27, 27)).toBeLessThanOrEqual(9);
    expect(coloursIn(seen, 0, 0, 27, 27)).toBeGreaterThan(500);
  });

  test('hidden blocks have few colours, so that pictures do not add up to a sharper one', () => {
    const pictures = new PreviewPictures();
    pictures.order('people-hidden', 60_000, 0);
    const { rgb } = picture(watch(pictures, 0, 1_000, () => scene()));
    expect([...rgb].every((level) => level % 32 === 16)).toBe(true);
  });

  test('shows people only when that was ordered, for half a minute at most', () => {
    const pictures = new PreviewPictures();
    pictures.order('clear', 600_000, 0);
    const clear = picture(
      watch(pictures, 0, 2_000, (ms) => scene({ left: 45, top: 36, size: 27, seed: ms })),
    );
    expect(coloursIn(clear, 45, 36, 27, 27)).toBeGreaterThan(500);
    expect(watch(pictures, 30_000, 40_000, () => scene())).toBeUndefined();
  });

  test('a grey camera gives grey pictures', () => {
    const pictures = new PreviewPictures();
    pictures.order('clear', 10_000, 0);
    const grey = { ...frame(scene().subarray(0, SIZE)), pixelFormat: 'gray' as const };
    const { rgb } = picture(pictures.look(grey, NOBODY, 0));
    expect(rgb[0]).toBe(rgb[1]);
    expect(rgb[1]).toBe(rgb[2]);
  });
});
