import type { Accelerator } from '../../ports/camera-link.ts';

/** Matches `Object: person[1] (0.87) @ 120,40 60x180`, or the same with `[0] :` instead of `Object:`. */
const DETECTION =
  /^(?:Object:|\[\d+\] :) (\w[\w -]*)\[\d+\] \((\d(?:\.\d+)?)\) @ (-?\d+),(-?\d+) (\d+)x(\d+)$/;
/** A line of hyphens. The Hailo stage writes it before and after each finished inference. */
const RULE = /^-{4,}$/;
/** The IMX500 stage writes this for each tensor from the sensor, even an empty one. */
const COUNTED = /^Number of objects detected: (\d{1,3})$/;
const FRAME = /^Viewfinder frame \d+/;
const TIMEOUT = /Device timeout detected/;
const MOST_BOXES = 100;

export type Mark =
  /** A finished inference: a flat list with five numbers per person. */
  | { readonly kind: 'inference'; readonly boxes: readonly number[] }
  /** A frame has passed, with or without an inference. */
  | { readonly kind: 'frame' }
  /** The camera stopped, and the program tries to start it again. */
  | { readonly kind: 'timeout' };

/**
 * Parses the output of rpicam-apps 1.5 to 1.13 with `--verbose 2`, which marks every finished inference, even one
 * without people. When an accelerator fails, frames continue but the marks stop. A line that does not match completely
 * is dropped.
 */
export class InferenceMarks {
  readonly #accelerator: Accelerator;
  #isOpen = false;
  #missing = 0;
  #boxes: number[] = [];

  constructor(accelerator: Accelerator) {
    this.#accelerator = accelerator;
  }

  /** Hot path: called for each line. */
  read(line: string): Mark | undefined {
    const detection = DETECTION.exec(line);
    if (detection !== null) return this.#detect(detection);
    if (FRAME.test(line)) return { kind: 'frame' };
    if (TIMEOUT.test(line)) return { kind: 'timeout' };
    return this.#accelerator === 'hailo' ? this.#readRule(line) : this.#readCount(line);
  }

  #detect([, label, score, ...box]: RegExpExecArray): Mark | undefined {
    // The opening line of hyphens was lost, or two lines were mixed.
    if (this.#accelerator === 'hailo') this.#isOpen = true;
    if (label === 'person' && this.#boxes.length < 5 * MOST_BOXES) {
      this.#boxes.push(...box.map(Number), Number(score));
    }
    if (this.#accelerator === 'hailo' || this.#missing === 0) return undefined;
    this.#missing -= 1;
    return this.#missing === 0 ? this.#finish() : undefined;
  }

  #readRule(line: string): Mark | undefined {
    if (!RULE.test(line)) return undefined;
    this.#isOpen = !this.#isOpen;
    if (this.#isOpen) this.#boxes = [];
    return this.#isOpen ? undefined : this.#finish();
  }

  #readCount(line: string): Mark | undefined {
    const count = COUNTED.exec(line)?.[1];
    if (count === undefined) return undefined;
    this.#boxes = [];
    this.#missing = Number(count);
    return this.#missing === 0 ? this.#finish() : undefined;
  }

  #finish(): Mark {
    const boxes = this.#boxes;
    this.#boxes = [];
    return { kind: 'inference', boxes };
  }
}
