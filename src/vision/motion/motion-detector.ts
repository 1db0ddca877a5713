import type { DetectorOptions } from '../../ports/camera-link.ts';
import { Candidates } from '../candidates.ts';
import type { Letterbox } from '../letterbox.ts';
import type { FrameContext, PersonDetector } from '../person-detector.ts';
import { Background } from './background-model.ts';
import { BlobFinder } from './blobs.ts';
import { MaskFilter } from './mask.ts';
import { PersonSize } from './person-size.ts';
import { splitBlob } from './split-blob.ts';

const WIDTH = 320;
const HEIGHT = 240;
/**
 * Default width of a person, as a share of the picture's width. From 3 m up, a common lens sees 4–5 m of floor.
 * Shoulders are 0.5 m wide.
 */
const DEFAULT_SIDE_SHARE = 1 / 9;
/** Share of a square as wide as a person that the person covers: an ellipse two thirds as deep as wide. */
const FILL = 0.56;
/**
 * A blob with at least this share of a usual person's area gets the full score. Children and slim people are smaller
 * than usual.
 */
const SURE_SHARE = 0.6;
/** A blob with less than this share of a person's area is a bag, a hand or a reflection. */
const MIN_PERSON = 0.3;
/** A blob with at least this many times a person's area is more than one person. */
const MIN_TWO = 1.6;
const MAX_PEOPLE_IN_BLOB = 12;
/** Longest gap that is closed inside a person, as a share of the person's width. */
const CLOSE_SHARE = 1 / 16;
/** A blob that does not move for this long becomes background. A person who stands still sways; a basket does not. */
const ABSORB_MS = 45_000;
const ABSORB_SHARE = 0.92;
/**
 * When more than this share of the picture differs, the light has changed or the camera was moved. The background then
 * starts again.
 */
const MAX_CHANGED = 0.6;
const FULL_SCORE = 0.9;

type MotionOptions = Pick<DetectorOptions, 'personSidePx' | 'minScore'>;

/**
 * Detects people from straight above without a model: it cuts moving foreground into parts of a person's size. It works
 * only for overhead views, in which people cannot hide one another.
 */
export function createMotionDetector(options: MotionOptions): PersonDetector {
  return new MotionDetector(options);
}

class MotionDetector implements PersonDetector {
  readonly inputWidth = WIDTH;
  readonly inputHeight = HEIGHT;
  readonly pixelFormat = 'gray';
  readonly padLevel = 128;
  readonly #options: MotionOptions;
  readonly #background = new Background(WIDTH * HEIGHT);
  readonly #mask = new Uint8Array(WIDTH * HEIGHT);
  readonly #filter = new MaskFilter(WIDTH, HEIGHT);
  readonly #blobs = new BlobFinder(WIDTH, HEIGHT);
  readonly #found = new Candidates();
  readonly #person = new PersonSize();

  constructor(options: MotionOptions) {
    this.#options = options;
  }

  detect(frame: Uint8Array, { atMs, place }: FrameContext): Promise<Candidates> {
    this.#found.clear();
    const changed = this.#background.begun ? this.#background.compare(frame, atMs, this.#mask) : frame.length;
    if (changed > MAX_CHANGED * place.scaledWidth * place.scaledHeight) {
      this.#background.begin(frame, atMs);
      return Promise.resolve(this.#found);
    }
    const side = this.#findSide(place);
    this.#person.begin(FILL * side * side);
    this.#filter.clean(this.#mask);
    this.#filter.close(this.#mask, Math.round(side * CLOSE_SHARE));
    this.#background.learn(frame, atMs, this.#mask);
    this.#blobs.find(this.#mask, (pixels) => this.#judge(pixels, place, atMs));
    return Promise.resolve(this.#found);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Width of a person in pixels of the input, computed from the floor's scale. */
  #findSide({ widthPx, scaledWidth }: Letterbox): number {
    const { personSidePx = DEFAULT_SIDE_SHARE * widthPx } = this.#options;
    return (personSidePx * scaledWidth) / widthPx;
  }

  #judge(pixels: Int32Array, place: Letterbox, atMs: number): void {
    if (this.#isStill(pixels, atMs)) {
      for (const pixel of pixels) this.#background.absorb(pixel);
      return;
    }
    const { areaPx } = this.#person;
    const people = pixels.length / areaPx;
    if (people < MIN_PERSON) return;
    if (isWhole(pixels, place)) this.#person.addBlob(pixels.length);
    const count = people < MIN_TWO ? 1 : Math.min(Math.max(2, Math.round(people)), MAX_PEOPLE_IN_BLOB);
    for (const { left, top, right, bottom, area } of splitBlob(pixels, WIDTH, count)) {
      const score = FULL_SCORE * Math.min(1, area / (SURE_SHARE * areaPx));
      if (score >= (this.#options.minScore ?? 0)) this.#found.add(left, top, right, bottom, score);
    }
  }

  #isStill(pixels: Int32Array, atMs: number): boolean {
    let still = 0;
    for (const pixel of pixels) if (this.#background.isStill(pixel, atMs, ABSORB_MS)) still += 1;
    return still >= ABSORB_SHARE * pixels.length;
  }
}

/** Returns whether a blob lies completely inside the picture, without touching its edge. */
function isWhole(pixels: Int32Array, { left, top, scaledWidth, scaledHeight }: Letterbox): boolean {
  const [right, bottom] = [left + scaledWidth - 1, top + scaledHeight - 1];
  for (const pixel of pixels) {
    const x = pixel % WIDTH;
    const y = (pixel - x) / WIDTH;
    if (x <= left || x >= right || y <= top || y >= bottom) return false;
  }
  return true;
}
