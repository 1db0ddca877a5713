import type { PreviewStyle } from '../../ports/camera-link.ts';
import type { Candidates } from '../candidates.ts';
import type { Letterbox } from '../letterbox.ts';
import type { Area } from './clear-cells.ts';
import { ClearCells } from './clear-cells.ts';
import { MaskedCells } from './masked-cells.ts';
import { encodePng } from './png.ts';

/** After this time the process stops a preview, even if the order was for a longer time. */
const MAX_AIM_MS = 15 * 60_000;
const MAX_CLEAR_MS = 30_000;
/** Interval between pictures: enough to point a camera, and too slow for a film. */
const EVERY_MS = 1_000;
/**
 * Step of the grey levels in a masked cell. There are only eight levels per channel, so that successive pictures cannot
 * be combined into a sharper one.
 */
const HIDDEN_STEP = 32;

export interface AimedFrame {
  readonly pixels: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixelFormat: 'gbrp' | 'gray';
  /** Position of the picture in the frame. */
  readonly place: Letterbox;
}

/** Makes the pictures of a camera preview, for as long as it was ordered and no longer. */
export class PreviewPictures {
  #style: PreviewStyle = 'people-hidden';
  #untilMs = Number.NEGATIVE_INFINITY;
  #lastMs = Number.NEGATIVE_INFINITY;
  #hidden: MaskedCells | undefined;
  #clear: ClearCells | undefined;

  get style(): PreviewStyle {
    return this.#style;
  }

  /** True from the start of a preview until the first frame after its end. */
  get isOn(): boolean {
    return this.#untilMs > Number.NEGATIVE_INFINITY;
  }

  order(style: PreviewStyle, forMs: number, nowMs: number): void {
    this.#style = style;
    this.#untilMs = nowMs + Math.min(forMs, style === 'clear' ? MAX_CLEAR_MS : MAX_AIM_MS);
  }

  stop(): void {
    this.#untilMs = Number.NEGATIVE_INFINITY;
    this.#hidden?.erase();
    this.#hidden = undefined;
    this.#clear?.erase();
    this.#clear = undefined;
  }

  /**
   * Must be called for every frame, with the detected boxes. Returns a PNG when a preview is open and a picture is due.
   */
  look(frame: AimedFrame, { parts, count }: Candidates, nowMs: number): Buffer | undefined {
    if (nowMs >= this.#untilMs) {
      this.stop();
      return undefined;
    }
    const { scaledWidth, scaledHeight, left, top } = frame.place;
    this.#hidden ??= new MaskedCells(scaledWidth, scaledHeight, nowMs);
    const plane = { pixels: frame.pixels, stride: frame.widthPx, left, top };
    this.#hidden.updateCorners(plane, parts, count, nowMs);
    if (nowMs - this.#lastMs < EVERY_MS) return undefined;
    this.#lastMs = nowMs;
    const rgb = toColors(frame);
    const cells = this.#hidden;
    this.#clear ??= new ClearCells(scaledWidth, scaledHeight, cells.columns * cells.rows);
    if (this.#style !== 'clear') hide(rgb, frame.place, { cells, clear: this.#clear, nowMs });
    const png = encodePng(rgb, scaledWidth, scaledHeight);
    rgb.fill(0);
    return png;
  }
}

/** Returns the picture without its padding, as rows of red, green and blue. */
function toColors({ pixels, widthPx, heightPx, pixelFormat, place }: AimedFrame): Uint8Array {
  const { scaledWidth, scaledHeight, left, top } = place;
  const size = widthPx * heightPx;
  const planes = pixelFormat === 'gray' ? [0, 0, 0] : [2 * size, 0, size];
  const rgb = new Uint8Array(3 * scaledWidth * scaledHeight);
  let to = 0;
  for (let y = 0; y < scaledHeight; y++) {
    const line = (top + y) * widthPx + left;
    for (let x = 0; x < scaledWidth; x++)
      for (const plane of planes) rgb[to++] = pixels[plane + line + x] ?? 0;
  }
  return rgb;
}

interface Hiding {
  readonly cells: MaskedCells;
  readonly clear: ClearCells;
  readonly nowMs: number;
}

function hide(
  rgb: Uint8Array,
  { scaledWidth: width, scaledHeight: height }: AimedFrame['place'],
  { cells, clear, nowMs }: Hiding,
): void {
  for (let row = 0; row < cells.rows; row++)
    for (let column = 0; column < cells.columns; column++) {
      const [fromX, fromY] = [column * cells.sidePx, row * cells.sidePx];
      const toX = Math.min(fromX + cells.sidePx, width);
      const toY = Math.min(fromY + cells.sidePx, height);
      const area = { fromX, fromY, toX, toY };
      const cell = row * cells.columns + column;
      if (!cells.isHidden(column, row, nowMs)) clear.keep(cell, rgb, area);
      else if (!clear.show(cell, rgb, area, cells.hasPerson(column, row))) flatten(rgb, width, area);
    }
}

/** Replaces an area by its mean colour, rounded to HIDDEN_STEP. */
function flatten(rgb: Uint8Array, width: number, { fromX, fromY, toX, toY }: Area): void {
  for (let channel = 0; channel < 3; channel++) {
    let sum = 0;
    for (let y = fromY; y < toY; y++)
      for (let x = fromX; x < toX; x++) sum += rgb[3 * (y * width + x) + channel] ?? 0;
    const mean = sum / Math.max(1, (toX - fromX) * (toY - fromY));
    const level = Math.floor(mean / HIDDEN_STEP) * HIDDEN_STEP + HIDDEN_STEP / 2;
    for (let y = fromY; y < toY; y++)
      for (let x = fromX; x < toX; x++) rgb[3 * (y * width + x) + channel] = level;
  }
}
