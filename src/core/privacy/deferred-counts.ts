import { mergeDwell } from '../metrics/dwell-summary.ts';
import type { Checkpointed, Json } from '../model/ids.ts';
import type { DwellSummary, JourneySummary } from '../model/window-summary.ts';
import type { Group } from './groups.ts';
import { setField } from './groups.ts';

type IsFew = (n: number) => boolean;

/** Visits and steps that wait until there are enough of them to leave together. */
export class DeferredCounts implements Checkpointed {
  /** By group and field; put together only when they leave. */
  #visits = new Map<string, DwellSummary[]>();
  #steps: readonly JourneySummary[] = [];

  /** Takes the visits out of the groups. */
  takeVisits(groups: Iterable<Group>): void {
    for (const group of groups) {
      const visits = group.fields['dwell'] as DwellSummary | null | undefined;
      if (visits === undefined || visits === null) continue;
      const key = `${group.plan.key}/dwell`;
      const waiting = this.#visits.get(key);
      if (waiting === undefined) this.#visits.set(key, [visits]);
      else waiting.push(visits);
      setField(group, 'dwell', null);
    }
  }

  /** Those that wait; null while they are few, undefined when there are none. */
  releaseVisits(key: string, isFew: IsFew): DwellSummary | null | undefined {
    const all = mergeDwell(this.#visits.get(key) ?? []);
    if (all === null) return undefined;
    if (isFew(all.n)) {
      this.#visits.set(key, [all]);
      return null;
    }
    this.#visits.delete(key);
    return all;
  }

  /** Each step between two zones for itself. */
  releaseSteps(made: readonly JourneySummary[], isFew: IsFew): JourneySummary[] {
    const steps = new Map(this.#steps.map((step) => [keyOf(step), step]));
    for (const step of made) {
      const key = keyOf(step);
      steps.set(key, { ...step, n: step.n + (steps.get(key)?.n ?? 0) });
    }
    const all = [...steps.values()];
    this.#steps = all.filter(({ n }) => isFew(n));
    return all.filter(({ n }) => !isFew(n));
  }

  snapshot(): Json {
    const visits = Object.fromEntries([...this.#visits].map(([key, waiting]) => [key, [...waiting]]));
    return { visits, steps: this.#steps } as Json;
  }

  restore(saved: Json): void {
    const { visits, steps } = saved as {
      visits: Record<string, DwellSummary[]>;
      steps: readonly JourneySummary[];
    };
    this.#visits = new Map(Object.entries(visits));
    this.#steps = steps;
  }
}

function keyOf({ from, to }: JourneySummary): string {
  return `${from ?? ''}>${to ?? ''}`;
}
