import type { JourneySummary } from '../../model/window-summary.ts';

type Place = string | null;

/** As they are in a checkpoint. */
export type SavedSteps = readonly (readonly [from: Place, to: Place, n: number])[];

/** Steps between zones, added up until there are enough of each to leave. */
export class TransitionCounts {
  readonly #counts = new Map<Place, Map<Place, number>>();

  /** Only steps between zones that there are. */
  add(steps: readonly JourneySummary[], knownIds: ReadonlySet<string>): void {
    if (!Array.isArray(steps)) return;
    const isPlace = (zone: unknown) => zone === null || (typeof zone === 'string' && knownIds.has(zone));
    for (const step of steps as readonly (JourneySummary | null)[]) {
      const isStep = isPlace(step?.from) && isPlace(step?.to) && Number.isSafeInteger(step?.n);
      if (step && isStep && step.n > 0) this.#count(step.from, step.to, step.n);
    }
  }

  merge(later: TransitionCounts): void {
    for (const [from, to, n] of later.snapshot()) this.#count(from, to, n);
    later.#counts.clear();
  }

  /** Those that many made, in an order that tells nothing of who came first; the others stay. */
  release(isEnough: (n: number) => boolean): JourneySummary[] {
    const released = this.snapshot().filter(([, , n]) => isEnough(n));
    for (const [from, to] of released) this.#counts.get(from)?.delete(to);
    return released.map(([from, to, n]) => ({ from, to, n })).sort(byName);
  }

  snapshot(): SavedSteps {
    const steps: [Place, Place, number][] = [];
    for (const [from, counts] of this.#counts) for (const [to, n] of counts) steps.push([from, to, n]);
    return steps;
  }

  restore(saved: SavedSteps): void {
    this.#counts.clear();
    for (const [from, to, n] of saved) this.#count(from, to, n);
  }

  #count(from: Place, to: Place, n: number): void {
    let counts = this.#counts.get(from);
    if (counts === undefined) {
      counts = new Map();
      this.#counts.set(from, counts);
    }
    counts.set(to, (counts.get(to) ?? 0) + n);
  }
}

function byName(a: JourneySummary, b: JourneySummary): number {
  const [one, other] = [a, b].map(({ from, to }) => `${from ?? ''}>${to ?? ''}`) as [string, string];
  return one < other ? -1 : 1;
}
