import type { FloorView } from '../geometry/floor-view.ts';
import { isInside } from '../geometry/polygon.ts';
import type { StoreModel } from '../model/store-model.ts';

type FloorPlan = NonNullable<StoreModel['floor']>;

/** Distance between sample points, in metres, for the share of the floor that cameras see. */
const GRID_M = 0.5;

/**
 * Counts people on the floor plan, and finds the share of it that cameras see. People outside the plan are in the
 * street.
 */
export class FloorHeads {
  readonly #floor: FloorPlan | undefined;
  readonly #people = new Set<number>();
  readonly #shares = new Map<string, number>();

  constructor(floor: FloorPlan | undefined) {
    this.#floor = floor;
  }

  get count(): number {
    return this.#people.size;
  }

  moved(person: number, x: number, y: number): void {
    const floor = this.#floor;
    const isOnPlan = floor !== undefined && x >= 0 && y >= 0 && x <= floor.widthM && y <= floor.heightM;
    if (isOnPlan) this.#people.add(person);
    else this.#people.delete(person);
  }

  ended(person: number): void {
    this.#people.delete(person);
  }

  /** Share of the walkable floor that these views cover, 0 to 1. */
  findShare(views: ReadonlyMap<string, FloorView>): number {
    const key = [...views.keys()].join();
    let share = this.#shares.get(key);
    if (share === undefined) {
      share = this.#measure([...views.values()]);
      this.#shares.set(key, share);
    }
    return share;
  }

  #measure(views: readonly FloorView[]): number {
    const { widthM = 0, heightM = 0, blocked = [] } = this.#floor ?? {};
    let [all, seen] = [0, 0];
    for (let x = GRID_M / 2; x < widthM; x += GRID_M) {
      for (let y = GRID_M / 2; y < heightM; y += GRID_M) {
        if (blocked.some((outline) => isInside(outline, x, y))) continue;
        all += 1;
        if (views.some((view) => view.errorAt(x, y) !== undefined)) seen += 1;
      }
    }
    return all === 0 ? 0 : seen / all;
  }
}
