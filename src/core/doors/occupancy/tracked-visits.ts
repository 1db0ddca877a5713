import type { TypeOf } from '../../model/codec.ts';
import { entryCodec, list, number, row } from '../../model/codec.ts';
import type { Direction } from '../../model/crossing.ts';
import type { Checkpointed } from '../../model/state-part.ts';
import { composed, held, heldMap } from '../../model/state-part.ts';

/** Crossings of a camera and of another sensor within 3 s are of the same person. */
const SAME_MS = 3_000;

const TRACKED = row({ fromMs: number, toMs: number });
export type TrackedVisit = TypeOf<typeof TRACKED>;

/** Visits of people whom cameras followed from door to door. Long visits are rare among them. */
export class TrackedVisits implements Checkpointed {
  readonly #cameAt = new Map<number, number>();
  #visits: TrackedVisit[] = [];
  readonly state = composed({
    cameAt: heldMap(entryCodec(number, number), this.#cameAt),
    visits: held(
      list(TRACKED),
      () => this.#visits,
      (visits) => {
        this.#visits = visits;
      },
    ),
  });

  crossed(direction: Direction, at: number, person: number): void {
    const cameAt = this.#cameAt.get(person);
    if (direction === 'in') this.#cameAt.set(person, at);
    else if (cameAt !== undefined) this.#visits.push({ fromMs: cameAt, toMs: at });
    if (direction === 'out') this.#cameAt.delete(person);
  }

  /** Matches visits with counted entries and exits. Returns their lengths, and the unmatched entries and exits. */
  match(entries: readonly number[], exits: readonly number[]) {
    const [fromLeft, toLeft] = [[...entries], [...exits]];
    const lengthsMs: number[] = [];
    for (const { fromMs, toMs } of this.#visits) {
      const [from, to] = [nearest(fromLeft, fromMs), nearest(toLeft, toMs)];
      if (from === -1 || to === -1) continue;
      fromLeft.splice(from, 1);
      toLeft.splice(to, 1);
      lengthsMs.push(toMs - fromMs);
    }
    return { lengthsMs, entries: fromLeft, exits: toLeft };
  }

  clear(): void {
    this.#cameAt.clear();
    this.#visits = [];
  }
}

/** Returns the index of the nearest of sorted times; −1 when none is within `SAME_MS`. */
function nearest(times: readonly number[], at: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  const distance = (place: number) => Math.abs((times[place] ?? Number.POSITIVE_INFINITY) - at);
  const best = distance(low - 1) < distance(low) ? low - 1 : low;
  return distance(best) <= SAME_MS ? best : -1;
}
