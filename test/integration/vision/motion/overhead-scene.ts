import { randomFrom } from '../../../support/random.ts';

export const SCENE_WIDTH = 320;
export const SCENE_HEIGHT = 240;
/** A prime, so that no two frames have their noise in the same places. */
const NOISES = 262_147;

/** An ellipse of shoulders with a head on it, as a ceiling camera sees it; lengths and places in pixels. */
export interface Figure {
  readonly x: number;
  readonly y: number;
  /** Shoulder to shoulder. */
  readonly width: number;
  readonly depth: number;
  readonly angle: number;
  readonly clothes: number;
  readonly hair: number;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A floor with tiles, grain and joints, seen by a camera with noise and a varying exposure. */
export class OverheadScene {
  readonly #random: () => number;
  readonly #floor = new Float32Array(SCENE_WIDTH * SCENE_HEIGHT);
  readonly #frame = new Uint8Array(SCENE_WIDTH * SCENE_HEIGHT);
  /** About normal, deviation 1: sums of three even numbers, drawn once and read from anywhere. */
  readonly #noises: Float32Array;
  #at = 0;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
    const draw = () => 2 * (this.#random() + this.#random() + this.#random() - 1.5);
    this.#noises = Float32Array.from({ length: NOISES }, draw);
    for (let pixel = 0; pixel < this.#floor.length; pixel += 1) {
      const [x, y] = [pixel % SCENE_WIDTH, Math.floor(pixel / SCENE_WIDTH)];
      const joint = x % 40 < 2 || y % 40 < 2 ? -25 : 0;
      const light = 20 * Math.sin(x / 90) * Math.cos(y / 70);
      this.#floor[pixel] = 140 + joint + light + 12 * (this.#random() - 0.5);
    }
  }

  #noise(deviation: number): number {
    this.#at = (this.#at + 1) % NOISES;
    return deviation * (this.#noises[this.#at] ?? 0);
  }

  /** The frame is valid until the next call. */
  render(figures: readonly Figure[], { gain = 1, noise = 4 } = {}): Uint8Array {
    this.#at = Math.floor(this.#random() * NOISES);
    for (let pixel = 0; pixel < this.#frame.length; pixel += 1) {
      this.#frame[pixel] = clamp(gain * (this.#floor[pixel] ?? 0) + this.#noise(noise));
    }
    for (const figure of figures) this.#draw(figure, gain, noise);
    return this.#frame;
  }

  #draw(figure: Figure, gain: number, noise: number): void {
    const reach = Math.ceil(figure.width);
    for (let y = Math.floor(figure.y - reach); y <= figure.y + reach; y += 1) {
      for (let x = Math.floor(figure.x - reach); x <= figure.x + reach; x += 1) {
        if (x < 0 || y < 0 || x >= SCENE_WIDTH || y >= SCENE_HEIGHT) continue;
        const level = levelAt(figure, x, y);
        if (level !== undefined) this.#frame[y * SCENE_WIDTH + x] = clamp(gain * level + this.#noise(noise));
      }
    }
  }
}

export function toBox({ x, y, width, depth, angle }: Figure): Box {
  const [a, b] = [width / 2, depth / 2];
  const halfX = Math.hypot(a * Math.cos(angle), b * Math.sin(angle));
  const halfY = Math.hypot(a * Math.sin(angle), b * Math.cos(angle));
  return {
    left: Math.max(x - halfX, 0),
    right: Math.min(x + halfX, SCENE_WIDTH),
    top: Math.max(y - halfY, 0),
    bottom: Math.min(y + halfY, SCENE_HEIGHT),
  };
}

function levelAt(
  { x, y, width, depth, angle, clothes, hair }: Figure,
  px: number,
  py: number,
): number | undefined {
  const [dx, dy] = [px - x, py - y];
  const along = dx * Math.cos(angle) + dy * Math.sin(angle);
  const across = dy * Math.cos(angle) - dx * Math.sin(angle);
  if ((along / (width * 0.2)) ** 2 + (across / (width * 0.24)) ** 2 <= 1) return hair;
  if ((along / (width / 2)) ** 2 + (across / (depth / 2)) ** 2 > 1) return undefined;
  // Folds and seams: nobody is of one grey.
  return clothes + 10 * Math.sin(along / 2) + 6 * Math.cos(across / 3);
}

function clamp(level: number): number {
  return Math.min(Math.max(Math.round(level), 0), 255);
}
