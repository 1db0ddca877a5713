import type { Point } from '../../../core/model/shapes.ts';
import type { LivePeople } from '../../../ports/console/console.ts';

/** Largest number of pixels by which the foot point of a standing person may move from its middle. */
const SWAY_PX = 25;
const LEAST_SEEN = 3;

/** Watches the positions of people in one camera's picture, and finds the places where people stand still. */
export class DwellDetector {
  readonly #space: number;
  #traces: Map<number, Point[]> | undefined;

  constructor(space: number) {
    this.#space = space;
  }

  acceptPositions({ people }: LivePeople): void {
    for (const [space, person, x, y] of people) {
      if (space !== this.#space || this.#traces === undefined) continue;
      const trace = this.#traces.get(person);
      if (trace === undefined) this.#traces.set(person, [{ x, y }]);
      else trace.push({ x, y });
    }
  }

  /** Returns the foot points of people who stood still for `ms` from now. */
  async during(ms: number): Promise<Point[]> {
    const traces = new Map<number, Point[]>();
    this.#traces = traces;
    await new Promise((resolve) => setTimeout(resolve, ms));
    this.#traces = undefined;
    return [...traces.values()].flatMap((trace) => {
      const middle = { x: median(trace.map(({ x }) => x)), y: median(trace.map(({ y }) => y)) };
      const still = trace.filter(({ x, y }) => Math.hypot(x - middle.x, y - middle.y) <= SWAY_PX);
      return trace.length >= LEAST_SEEN && still.length >= 0.7 * trace.length ? [middle] : [];
    });
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
