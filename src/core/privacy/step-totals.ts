import type { Step } from './amounts.ts';

/**
 * Steps from zone to zone. Each kind of step leaves in multiples of the minimum count, together with the zone that
 * it begins in. The rest waits (R4).
 *
 * Steps to outside of all zones, and from there, never leave. All steps from a zone add up to those who left it: one kind
 * of step would follow from the others. With the steps to outside unknown, none does.
 */
export class StepTotals {
  readonly #counts = new Map<string, Map<string, number>>();

  /** Only steps between zones of the settings. */
  add(steps: readonly Step[], knownIds: ReadonlySet<string>): void {
    for (const [from, to, n] of steps) {
      if (knownIds.has(from) && knownIds.has(to) && Number.isSafeInteger(n) && n > 0)
        this.#count(from, to, n);
    }
  }

  /** In an order that does not say which step was made first. `told`: zones whose own numbers leave. */
  release(minimumCount: number, told: ReadonlySet<string>): Step[] {
    const released = this.snapshot().flatMap(([from, to, n]): Step[] => {
      const left = told.has(from) ? Math.floor(n / minimumCount) * minimumCount : 0;
      return left === 0 ? [] : [[from, to, left]];
    });
    for (const [from, to, left] of released) this.#count(from, to, -left);
    return released.sort(byName);
  }

  snapshot(): readonly Step[] {
    return [...this.#counts].flatMap(([from, counts]) =>
      [...counts].flatMap(([to, n]): Step[] => (n === 0 ? [] : [[from, to, n]])),
    );
  }

  restore(saved: readonly Step[]): void {
    this.#counts.clear();
    for (const [from, to, n] of saved) this.#count(from, to, n);
  }

  #count(from: string, to: string, n: number): void {
    const counts = this.#counts.get(from) ?? new Map<string, number>();
    counts.set(to, (counts.get(to) ?? 0) + n);
    this.#counts.set(from, counts);
  }
}

function byName([fromA, toA]: Step, [fromB, toB]: Step): number {
  return `${fromA}>${toA}` < `${fromB}>${toB}` ? -1 : 1;
}
