import type { Fact } from '../../../core/model/fact.ts';

/** A passage of one person at a door. */
export interface Passage {
  readonly key: number;
  readonly at: number;
  readonly door: string;
  readonly direction: 'in' | 'out';
  readonly count: number;
}

const MOST = 200;
let key = 0;

/** Adds the passages that the facts contain to the old passages. Returns all of them, newest first. */
export function withPassages(old: readonly Passage[], facts: readonly Fact[]): readonly Passage[] {
  const fresh = facts.flatMap((fact): Passage[] => {
    if (fact.kind !== 'DoorCrossed') return [];
    key += 1;
    const { at, door, direction, count } = fact;
    return [{ key, at, door, direction, count }];
  });
  return fresh.length === 0 ? old : [...fresh.reverse(), ...old].slice(0, MOST);
}
