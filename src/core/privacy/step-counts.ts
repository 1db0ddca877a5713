import type { JourneySummary } from '../metrics/summary.ts';

/** Steps between zones, added up until there are enough of each to leave. */
export class StepCounts {
  readonly #counts = new Map<string, number>();

  /** Only steps between zones that there are. */
  add(steps: readonly JourneySummary[], knownIds: ReadonlySet<string>): void {
    if (!Array.isArray(steps)) return;
    const isPlace = (zone: unknown) => zone === null || (typeof zone === 'string' && knownIds.has(zone));
    for (const step of steps as readonly (JourneySummary | null)[]) {
      const isStep = isPlace(step?.from) && isPlace(step?.to) && Number.isSafeInteger(step?.n);
      if (step && isStep && step.n > 0) this.#count(JSON.stringify([step.from, step.to]), step.n);
    }
  }

  merge(later: StepCounts): void {
    for (const [step, n] of later.#counts) this.#count(step, n);
    later.#counts.clear();
  }

  /** Those that many made; the others stay. */
  release(isEnough: (n: number) => boolean): JourneySummary[] {
    const released = [...this.#counts].filter(([, n]) => isEnough(n));
    for (const [step] of released) this.#counts.delete(step);
    return released.map(([step, n]) => {
      const [from, to] = JSON.parse(step) as [string | null, string | null];
      return { from, to, n };
    });
  }

  snapshot(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }

  restore(saved: Readonly<Record<string, number>>): void {
    this.#counts.clear();
    for (const [step, n] of Object.entries(saved)) this.#counts.set(step, n);
  }

  #count(step: string, n: number): void {
    this.#counts.set(step, (this.#counts.get(step) ?? 0) + n);
  }
}
