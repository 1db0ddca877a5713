import type { Point } from '../../core/model/shapes.ts';
import type { Person } from '../model/person.ts';
import type { StoreEvent, StoreObserver } from '../model/store-event.ts';

/** Person-seconds per square cell of side `cellM`, row by row from (minX, minY). */
export interface HeatMap {
  readonly cellM: number;
  readonly minX: number;
  readonly minY: number;
  readonly columns: number;
  readonly rows: number;
  readonly seconds: readonly number[];
}

const CELL_M = 0.25;
/** Largest number of paths that are drawn. More would hide the plan. */
const MAX_PATHS = 150;
const POINT_EVERY_MS = 500;

/** Records the heat map of a whole run, and the paths of a sample of people. */
export class PathRecorder implements StoreObserver {
  readonly #minX: number;
  readonly #minY: number;
  readonly #columns: number;
  readonly #rows: number;
  readonly #ms: Float64Array;
  readonly #paths = new Map<number, Point[]>();
  readonly #oneIn: number;
  #lastMs: number | undefined;

  /** Keeps the path of every `oneIn`th person. */
  constructor(bounds: { minX: number; minY: number; maxX: number; maxY: number }, oneIn: number) {
    this.#minX = bounds.minX;
    this.#minY = bounds.minY;
    this.#columns = Math.ceil((bounds.maxX - bounds.minX) / CELL_M);
    this.#rows = Math.ceil((bounds.maxY - bounds.minY) / CELL_M);
    this.#ms = new Float64Array(this.#columns * this.#rows);
    this.#oneIn = oneIn;
  }

  happened({ kind, person }: StoreEvent): void {
    const isKept = person.id % this.#oneIn === 0 && person.kind === 'visitor';
    if (kind === 'came' && isKept && this.#paths.size < MAX_PATHS) this.#paths.set(person.id, []);
  }

  moved(people: ReadonlyMap<number, Person>, fromMs: number, toMs: number): void {
    // People do not move between steps, so count the time since the last step at their present position.
    const spentMs = toMs - (this.#lastMs ?? fromMs);
    this.#lastMs = toMs;
    const isPoint = fromMs % POINT_EVERY_MS === 0;
    for (const person of people.values()) {
      const cell = this.#cellAt(person.fromX, person.fromY);
      if (cell >= 0) this.#ms[cell] = (this.#ms[cell] ?? 0) + spentMs;
      if (isPoint) this.#paths.get(person.id)?.push({ x: person.fromX, y: person.fromY });
    }
  }

  heat(): HeatMap {
    return {
      cellM: CELL_M,
      minX: this.#minX,
      minY: this.#minY,
      columns: this.#columns,
      rows: this.#rows,
      seconds: Array.from(this.#ms, (ms) => Math.round(ms / 100) / 10),
    };
  }

  paths(): readonly (readonly Point[])[] {
    return [...this.#paths.values()].filter((path) => path.length > 1);
  }

  #cellAt(x: number, y: number): number {
    const column = Math.floor((x - this.#minX) / CELL_M);
    const row = Math.floor((y - this.#minY) / CELL_M);
    if (column < 0 || row < 0 || column >= this.#columns || row >= this.#rows) return -1;
    return row * this.#columns + column;
  }
}
