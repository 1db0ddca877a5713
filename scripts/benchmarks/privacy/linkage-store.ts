import { WindowAggregator } from '../../../src/core/metrics/window-aggregator.ts';
import type { Fact } from '../../../src/core/model/fact.ts';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import { adaptSummary } from '../../../src/core/privacy/adapt-summary.ts';
import { EgressGate } from '../../../src/core/privacy/egress-gate.ts';
import type { Every } from '../../../src/core/time/period-end.ts';
import { PublishedRows } from './published-rows.ts';
import type { Path } from './store-facts.ts';
import { benchModel, createFacts, feed, newHabit, randomFrom, walk } from './store-facts.ts';

export const ZONES = 6;

export interface Way {
  readonly indoorEvery: Every;
  readonly minimumCount: number;
}

export interface LinkageOptions {
  readonly days: number;
  readonly regulars: number;
  readonly visitsADay: number;
  readonly seed: number;
}

export interface Shop {
  /** Day → regular → his path of that day. */
  readonly known: readonly (readonly (Path | undefined)[])[];
  readonly all: readonly (readonly Path[])[];
  /** In the order of the ways. */
  readonly published: readonly PublishedRows[];
}

/**
 * Paths of people with habits, and everything that leaves because of them, by each of the ways. `isControl`: each time a
 * regular comes, somebody else is there in his stead, who arrives when he would have: what the attacker then scores is
 * chance, with whatever his method makes of busy hours and popular zones.
 */
export function linkageShop(options: LinkageOptions, ways: readonly Way[], isControl: boolean): Shop {
  const { days, regulars, visitsADay, seed } = options;
  const random = randomFrom(seed);
  const habits = Array.from({ length: regulars }, () => newHabit(ZONES, random));
  const model = benchModel(ZONES);
  const knownIds = new Set<string>([...model.zones, ...model.doors, ...model.lines].map(({ id }) => id));
  const gates = ways.map((settings) => ({
    published: new PublishedRows(),
    gate: new EgressGate({
      settings: { ...settings, storeEvery: 'window' },
      ...{ knownIds, def: '3f9a1c20', offsetAt: () => 0 },
    }),
  }));
  const doorLines = new Set<string>(model.doors.flatMap(({ lines }) => lines));
  const windows = new WindowAggregator(model, {
    summary: (summary) => {
      // No engine adds up presence here: over a day it is the dwell of the visits.
      const zones = summary.zones.map((zone) => ({ ...zone, presenceMs: zone.dwell?.sumMs ?? 0 }));
      const window = adaptSummary({ ...summary, zones }, { doorLines });
      for (const { gate, published } of gates) published.take(gate.pass(window));
    },
  });
  const known: (Path | undefined)[][] = [];
  const all: Path[][] = [];
  const stranger = (inMs?: number) => walk(newHabit(ZONES, random), random, inMs);
  for (let day = 0; day < days; day++) {
    const own = habits.map((habit) => (random() < 0.5 ? walk(habit, random) : undefined));
    const came = own.filter((path) => path !== undefined);
    const others = Array.from({ length: Math.max(0, visitsADay - came.length) }, () => stranger());
    const there = [...(isControl ? came.map(({ inMs }) => stranger(inMs)) : came), ...others];
    known.push(own);
    all.push([...came, ...others]);
    feed(windows, withEngaged(createFacts(there, day)), day, () => undefined);
  }
  for (const { gate, published } of gates) published.take(gate.end());
  return { known, all, published: gates.map(({ published }) => published) };
}

/** Visits of at least the threshold are engaged from then on, and presence is what they were inside. */
function withEngaged(facts: readonly Fact[]): Fact[] {
  const engaged = facts.flatMap((fact): Fact[] => {
    if (fact.kind !== 'ZoneLeft' || fact.dwellMs < ENGAGED_MS) return [];
    const at = (fact.enteredAt + ENGAGED_MS) as EpochMs;
    return [{ kind: 'ZoneEngaged', at, zone: fact.zone, person: fact.person }];
  });
  return [...facts, ...engaged].sort((a, b) => a.at - b.at);
}

const ENGAGED_MS = 30_000;
