import { expect, it } from 'vitest';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { DoorId, EpochMs, SensorId, ZoneId } from '../../../../src/core/model/ids.ts';
import type { Condition, Leaf, RuleChanged, RuleModel } from '../../../../src/core/model/rule-model.ts';
import type { StoreModel } from '../../../../src/core/model/store-model.ts';
import { RuleEngine } from '../../../../src/core/rules/rule-engine.ts';
import { PlainRules } from '../../../support/plain-rules.ts';
import { Random } from '../../../support/seeded-random.ts';
import { THRESHOLDS } from '../../../support/stores/store-model.ts';

const START = Date.UTC(2026, 4, 4, 9);
const ZONES = ['till', 'shelf', 'hall'] as ZoneId[];
const CAMERAS = ZONES.map((zone) => `${zone}-cam` as SensorId);
const DOOR = 'door' as DoorId;
const RULES = 40;
const FACTS = 500;

const MODEL: StoreModel = {
  sensors: CAMERAS.map((id) => ({ id, type: 'camera', kind: 'sees-people', maxGapMs: 2_000 })),
  zones: ZONES.map((id, i) => ({
    ...{ id, space: 'floor', growBy: 5, thresholds: THRESHOLDS, sensors: CAMERAS.slice(i, i + 1) },
    polygon: [
      { x: 0, y: 0 },
      { x: 100, y: 0 },
      { x: 100, y: 100 },
    ],
  })),
  lines: [],
  doors: [{ id: DOOR, sensors: [], lines: [] }],
  windows: { durationMs: 60_000, latenessMs: 15_000 },
};

/** Odd lengths: two things that are due at the same moment have no order worth a promise. */
function createRule(id: number, random: Random): RuleModel {
  const length = () => (random.chance(0.4) ? 0 : random.int(1, 9_000));
  return {
    ...{ id: `r${id}`, when: createCondition(id, random, 0), unknownForMs: random.int(1, 20_000) },
    ...{ forMs: length(), clearForMs: length(), holdMs: length(), cooldownMs: length() },
    ...(random.chance(0.2) ? { repeatEveryMs: random.int(900, 5_000) } : {}),
    ...(random.chance(0.2) ? { maxOnMs: random.int(2_000, 9_000) } : {}),
    ...(random.chance(0.1) ? { stickyUntil: 'console' } : {}),
  };
}

function createCondition(id: number, random: Random, depth: number): Condition {
  const part = () => createCondition(id, random, depth + 1);
  if (depth > 1 || random.chance(0.6)) return createLeaf(id, random);
  if (random.chance(0.2)) return { kind: 'not', of: part() };
  return { kind: random.chance(0.5) ? 'all' : 'any', of: [part(), part()] };
}

function createLeaf(id: number, random: Random): Leaf {
  const zone = ZONES[random.int(0, ZONES.length - 1)] ?? ('' as ZoneId);
  const atLeast = random.int(1, 5);
  const limit = { atLeast, clearBelow: random.int(Math.max(1, atLeast - 2), atLeast) };
  const repeated = { times: random.int(1, 3), withinMs: 20_000 };
  const leaves: Leaf[] = [
    { kind: 'people', zone, ...limit },
    { kind: 'dwell', zone, atLeastMs: random.int(1, 15_000) },
    { kind: random.chance(0.5) ? 'entered' : 'left', zone, ...repeated },
    { kind: 'crossed', of: DOOR, direction: 'in', ...repeated },
    { kind: 'occupancy', ...limit },
    { kind: 'approaching', zone, withinMs: 2_000 },
    ...(id > 0 ? [{ kind: 'rule' as const, rule: `r${random.int(0, id - 1)}` }] : []),
  ];
  return leaves[random.int(0, leaves.length - 1)] ?? { kind: 'memberArrived', ...repeated };
}

/** People who come and go, a door, and cameras that fail now and then. */
class Play {
  readonly down = new Set<SensorId>();
  readonly #random: Random;
  readonly #inside = ZONES.map((): number[] => []);
  #at = START;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  run(rules: RuleEngine | PlainRules): void {
    rules.begin(this.#at as EpochMs);
    for (let person = 0; person < FACTS; person++) {
      this.#at += this.#random.int(1, 1_500);
      rules.advance(this.#at as EpochMs);
      const place = this.#random.int(0, ZONES.length - 1);
      if (this.#random.chance(0.2)) rules.live.approached(ZONES[place] ?? ('' as ZoneId), person % 3);
      else rules.handleFact({ at: this.#at, ...this.#createFact(place, person) } as Fact);
      this.#fail(place);
      if (this.#random.chance(0.3)) rules.tick(this.#at as EpochMs);
    }
  }

  #createFact(place: number, person: number): object {
    const [zone, people = []] = [ZONES[place], this.#inside[place]];
    const random = this.#random;
    if (random.chance(0.2)) return { kind: 'DoorCrossed', door: DOOR, direction: 'in', count: 1 };
    if (random.chance(0.2)) return { kind: 'OccupancyEstimated', mean: random.int(0, 7) };
    if (random.chance(0.5) && people.length > 0)
      return { kind: 'ZoneLeft', zone, person: people.splice(random.int(0, people.length - 1), 1)[0] };
    people.push(person);
    return { kind: 'ZoneEntered', zone, person };
  }

  #fail(place: number): void {
    if (this.#random.chance(0.03)) this.down.add(CAMERAS[place] ?? ('' as SensorId));
    if (this.#random.chance(0.1)) this.down.clear();
  }
}

function listChanges(rules: readonly RuleModel[], seed: number, isPlain: boolean): RuleChanged[] {
  const changes: RuleChanged[] = [];
  const scene = new Play(seed);
  const isLive = (sensor: SensorId) => !scene.down.has(sensor);
  const common = {
    model: MODEL,
    isLive,
    hasCounted: () => true,
    changed: (change: RuleChanged) => changes.push(change),
  };
  const engine = isPlain
    ? new PlainRules({ ...common, rules })
    : new RuleEngine({
        ...{ ...common, rules: { timezone: 'UTC', rules }, queueLength: () => 0, isStaff: () => false },
      });
  scene.run(engine);
  return changes;
}

/** The order of rules that change at one moment is not promised. */
function byRule(changes: readonly RuleChanged[]): Record<string, readonly RuleChanged[]> {
  return Object.fromEntries(Map.groupBy(changes, ({ rule }) => rule));
}

it.each([1, 2, 3, 4])('turns every rule as if each were looked at after each change, seed %i', (seed) => {
  const random = new Random(seed);
  const rules = Array.from({ length: RULES }, (_, id) => createRule(id, random));
  const plain = listChanges(rules, seed, true);
  expect(plain.length).toBeGreaterThan(FACTS);
  expect(byRule(listChanges(rules, seed, false))).toEqual(byRule(plain));
});
