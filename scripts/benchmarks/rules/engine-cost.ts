import { Engine } from '../../../src/core/engine/engine.ts';
import type { EpochMs, SensorId, ZoneId } from '../../../src/core/model/ids.ts';
import type { Condition, RuleModel } from '../../../src/core/model/rule-model.ts';
import type { StoreModel, ZoneModel } from '../../../src/core/model/store-model.ts';
import { THRESHOLDS } from '../../../test/support/stores/store-model.ts';

const CAMERA = 'cam' as SensorId;
const RULES = 1_000;
const ZONES = 1_000;
const PEOPLE = 4;
const MAX_COST = 0.05;
const ROUNDS = 101;
const WARM_ROUNDS = 10;
/** Five minutes of a store at 10 frames a second. */
const STEPS = 3_000;

/**
 * Time for the same observations without rules, with 1,000 that look at no way ahead, and with 1,000 of all kinds, in
 * turns. The least of all rounds is what it costs: whatever else runs on the machine only adds to it.
 */
export function measureEngine(): boolean {
  const loads = [undefined, createRules(0), createRules(APPROACHES)].map((rules) => new Load(rules));
  const least = loads.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round++)
    loads.forEach((load, n) => {
      least[n] = Math.min(least[n] ?? 0, load.run());
    });
  const [none = 0, plain = 0, all = 0] = least.map((ms) => (1000 * ms) / STEPS);
  console.log(`engine, µs a frame, least of ${ROUNDS} rounds: ${none.toFixed(2)} without rules`);
  const judge = (what: string, us: number) => {
    const share = us / none - 1;
    const isMet = share < MAX_COST;
    const cost = `${(us - none).toFixed(2)} µs, ${(100 * share).toFixed(1)} % (at most ${100 * MAX_COST} %)`;
    console.log(`${isMet ? 'met   ' : 'MISSED'} ${what}: + ${cost}`);
    return isMet;
  };
  const isPlainMet = judge(`${RULES} rules`, plain);
  return judge(`${RULES} rules, ${APPROACHES} of them approaches`, all) && isPlainMet;
}

/** Rules on many zones; people walk through some of them. */
function createRules(approaches: number): RuleModel[] {
  return Array.from(
    { length: RULES },
    (_, i): RuleModel => ({
      ...{
        id: `r${i}`,
        when: createCondition(i, approaches),
        forMs: 5_000,
        clearForMs: 5_000,
        holdMs: 0,
        cooldownMs: 0,
      },
      unknownForMs: 30_000,
    }),
  );
}

/** As many approaches as a large store has displays, and all other kinds in equal parts. */
const APPROACHES = 64;

function createCondition(i: number, approaches: number): Condition {
  const zone = `zone-${(i * 7) % ZONES}` as ZoneId;
  if (i < approaches) return { kind: 'approaching', zone, withinMs: 2_000 };
  switch (i % 4) {
    case 0:
      return { kind: 'people', zone, atLeast: 5, clearBelow: 3 };
    case 1:
      return { kind: 'dwell', zone, atLeastMs: 30_000 };
    case 2:
      return { kind: 'fault', sensor: CAMERA };
    default:
      return { kind: 'entered', zone, times: 3, withinMs: 60_000 };
  }
}

class Load {
  readonly #engine: Engine;
  #at = Date.UTC(2026, 0, 1);
  #count = 0;

  constructor(rules: readonly RuleModel[] | undefined) {
    const model = { ...createModel(), ...(rules && { reactions: { timezone: 'UTC', rules } }) };
    this.#engine = new Engine(model, { fact: () => undefined, summary: () => undefined });
    for (let round = 0; round < WARM_ROUNDS; round++) this.run();
  }

  /** Milliseconds of processor time for a round. */
  run(): number {
    const before = process.cpuUsage();
    for (let i = 0; i < STEPS; i++) this.#step();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  }

  #step(): void {
    this.#at += 100;
    this.#count += 1;
    const at = this.#at as EpochMs;
    this.#engine.step({ kind: 'PeopleSeen', sensor: CAMERA, at, boxes: this.#boxes() });
    if (this.#count % 10 === 0) this.#engine.step({ kind: 'Tick', at });
  }

  /** People who walk to and fro at about a metre a second, leave, and come again as others. */
  #boxes(): number[] {
    const boxes: number[] = [];
    for (let person = 0; person < PEOPLE; person++) {
      const phase = (this.#count * 6 + person * 300) % 1_800;
      if (phase >= 1_200) continue;
      const x = phase < 600 ? phase : 1_200 - phase;
      boxes.push(60 + x, 60 + person * 70, 40, 100, 0.9);
    }
    return boxes;
  }
}

function createModel(): StoreModel {
  const columns = 40;
  const zones = Array.from({ length: ZONES }, (_, i): ZoneModel => {
    const [left, top] = [((i % columns) * 768) / columns, (Math.floor(i / columns) * 432) / 25];
    const [right, bottom] = [left + 768 / columns, top + 432 / 25];
    return {
      ...{ id: `zone-${i}` as ZoneId, space: CAMERA, growBy: 12, thresholds: THRESHOLDS, sensors: [CAMERA] },
      polygon: [
        { x: left, y: top },
        { x: right, y: top },
        { x: right, y: bottom },
        { x: left, y: bottom },
      ],
    };
  });
  const frame = { widthPx: 768, heightPx: 432 };
  return {
    sensors: [{ id: CAMERA, type: 'camera', kind: 'sees-people', maxGapMs: 2_000, frame }],
    ...{ zones, lines: [], doors: [], windows: { durationMs: 60_000, latenessMs: 15_000 } },
  };
}
