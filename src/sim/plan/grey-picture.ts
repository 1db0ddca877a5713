/** The picture of a plan, row by row, from 0 (black) to 255 (white). */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

const DARK = 128;

export function isDark({ width, pixels }: GreyPicture, x: number, y: number): boolean {
  return (pixels[y * width + x] ?? 255) < DARK;
}

/** Rounds metres to two decimals, as files hold them. */
export function hundredths(m: number): number {
  return Math.round(100 * m) / 100;
}
