/** The reason why an uploaded picture is refused, as text for the page. */
export class PictureFault extends Error {}

/** Limits of a picture, because a phone needs four bytes of memory per pixel. */
const MAX_SIDE_PX = 8192;
const MAX_PIXELS = 24_000_000;

export function checkSize(width: number, height: number): void {
  if (width === 0 || height === 0) throw new PictureFault('The picture is empty.');
  if (width <= MAX_SIDE_PX && height <= MAX_SIDE_PX && width * height <= MAX_PIXELS) return;
  const limit = `at most ${MAX_SIDE_PX} a side and ${MAX_PIXELS / 1e6} million in all`;
  throw new PictureFault(`The picture has ${width} × ${height} pixels; ${limit}.`);
}
