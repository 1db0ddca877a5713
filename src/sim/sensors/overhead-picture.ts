import { isInside } from '../../core/geometry/polygon.ts';
import type { Random } from '../kernel/random.ts';
import type { StoreLayout } from '../model/layout.ts';
import type { Person } from '../model/person.ts';
import { xAt, yAt } from '../model/person.ts';
import type { CameraView } from '../physics/camera-view.ts';
import { floorAt, project } from '../physics/camera-view.ts';

const FLOOR_LEVEL = 120;
const SHELF_LEVEL = 75;
const TILE_M = 0.5;
const TILE_LEVELS = 6;
/** Standard deviations in grey levels: the fixed texture of the floor, and the sensor's noise in each picture. */
const GRAIN_LEVELS = 4;
const NOISE_LEVELS = 2.5;
const NOISES = 1 << 16;
/** Slow change of brightness, from lamps and clouds: amplitude as a fraction of the brightness, and period. */
const FLICKER_SHARE = 0.01;
const FLICKER_MS = 7_000;
/** Clothes are darker or lighter than the floor by a number of grey levels in this range. */
const CLOTHES_LEVELS = { least: 30, most: 95 };
const HAIR_LEVEL = 45;
const HEAD_RADIUS_M = 0.1;
const SHOULDERS_AT_SHARE = 0.82;
const DEPTH_SHARE = 0.6;
/** Amplitude and period of the sway of standing people (Winter, Gait & Posture 1995). */
const SWAY_M = 0.015;
const SWAY_MS = 2_300;

interface Pixel {
  x: number;
  y: number;
}

/** An ellipse in the picture. `side` and `front` are the ends of its two half axes. */
interface Ellipse {
  readonly middle: Pixel;
  readonly side: Pixel;
  readonly front: Pixel;
}

/**
 * Draws grey pictures of people from straight above, as a camera with a motion detector films them. They contain floor
 * texture, noise and flicker.
 */
export class OverheadPicture {
  readonly #view: CameraView;
  readonly #floor: Float32Array;
  readonly #noise: Float32Array;
  readonly #pixels: Uint8ClampedArray;
  readonly #random: Random;
  readonly #ellipse: Ellipse = { middle: { x: 0, y: 0 }, side: { x: 0, y: 0 }, front: { x: 0, y: 0 } };

  /** `view` has the size of the pictures to draw. */
  constructor(view: CameraView, { shelves }: Pick<StoreLayout, 'shelves'>, random: Random) {
    this.#view = view;
    this.#random = random;
    this.#floor = floorOf(view, shelves, random);
    this.#noise = Float32Array.from({ length: NOISES }, () => NOISE_LEVELS * random.normal());
    this.#pixels = new Uint8ClampedArray(view.widthPx * view.heightPx);
  }

  /** Draws people at `share` of their present step. Returns pixels row by row, valid until the next call. */
  draw(people: Iterable<Person>, share: number, atMs: number): Uint8Array {
    const pixels = this.#pixels;
    pixels.set(this.#floor);
    for (const person of people) this.#paint(person, share, atMs);
    const gain = 1 + FLICKER_SHARE * Math.sin((2 * Math.PI * atMs) / FLICKER_MS);
    const from = Math.floor(NOISES * this.#random.unit());
    for (let i = 0; i < pixels.length; i++) {
      pixels[i] = gain * (pixels[i] ?? 0) + (this.#noise[(from + i) & (NOISES - 1)] ?? 0);
    }
    return new Uint8Array(pixels.buffer);
  }

  #paint(person: Person, share: number, atMs: number): void {
    const sway = SWAY_M * Math.sin((2 * Math.PI * atMs) / SWAY_MS + person.id);
    const x = xAt(person, share) + sway;
    const y = yAt(person, share) + sway;
    const { heightM, radiusM, headingRad } = person;
    const shoulders = { x, y, z: SHOULDERS_AT_SHARE * heightM, wideM: radiusM, deepM: DEPTH_SHARE * radiusM };
    this.#fill(shoulders, headingRad, clothesOf(person.id));
    this.#fill({ x, y, z: heightM, wideM: HEAD_RADIUS_M, deepM: HEAD_RADIUS_M }, headingRad, HAIR_LEVEL);
  }

  /** Fills a horizontal ellipse, `wideM` across and `deepM` along the heading. */
  #fill(
    { x, y, z, wideM, deepM }: { x: number; y: number; z: number; wideM: number; deepM: number },
    headingRad: number,
    level: number,
  ): void {
    const [cos, sin] = [Math.cos(headingRad), Math.sin(headingRad)];
    const view = this.#view;
    const { middle, side, front } = this.#ellipse;
    if (!project(view, x, y, z, middle)) return;
    if (!project(view, x - wideM * sin, y + wideM * cos, z, side)) return;
    if (!project(view, x + deepM * cos, y + deepM * sin, z, front)) return;
    fillEllipse(this.#pixels, view, this.#ellipse, level);
  }
}

function fillEllipse(
  pixels: Uint8ClampedArray,
  { widthPx, heightPx }: CameraView,
  { middle, side, front }: Ellipse,
  level: number,
): void {
  const [ax, ay, bx, by] = [side.x - middle.x, side.y - middle.y, front.x - middle.x, front.y - middle.y];
  const area = ax * by - ay * bx;
  if (area === 0) return;
  const reachX = Math.hypot(ax, bx);
  const reachY = Math.hypot(ay, by);
  const lastY = Math.min(heightPx - 1, Math.floor(middle.y + reachY));
  const lastX = Math.min(widthPx - 1, Math.floor(middle.x + reachX));
  for (let py = Math.max(0, Math.ceil(middle.y - reachY)); py <= lastY; py++) {
    for (let px = Math.max(0, Math.ceil(middle.x - reachX)); px <= lastX; px++) {
      const [dx, dy] = [px - middle.x, py - middle.y];
      const across = (dx * by - dy * bx) / area;
      const along = (dy * ax - dx * ay) / area;
      if (across * across + along * along <= 1) pixels[py * widthPx + px] = level;
    }
  }
}

function floorOf(view: CameraView, shelves: StoreLayout['shelves'], random: Random): Float32Array {
  const { widthPx, heightPx } = view;
  return Float32Array.from({ length: widthPx * heightPx }, (_, i) => {
    const place = floorAt(view, { x: i % widthPx, y: Math.floor(i / widthPx) });
    const grain = GRAIN_LEVELS * random.normal();
    if (place === undefined) return FLOOR_LEVEL + grain;
    if (shelves.some(({ polygon }) => isInside(polygon, place.x, place.y))) return SHELF_LEVEL + grain;
    const isOdd = (Math.floor(place.x / TILE_M) + Math.floor(place.y / TILE_M)) % 2 !== 0;
    return FLOOR_LEVEL + grain + (isOdd ? TILE_LEVELS : 0);
  });
}

/** Grey level of a person's clothes, fixed by the person's id. Half of all clothes are dark, half light. */
function clothesOf(id: number): number {
  const { least, most } = CLOTHES_LEVELS;
  const share = (id * 0.618034) % 1;
  const apart = least + (most - least) * ((share * 2) % 1);
  return FLOOR_LEVEL + (share < 0.5 ? -apart : apart);
}
