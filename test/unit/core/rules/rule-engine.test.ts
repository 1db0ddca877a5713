import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { EpochMs, Json, SensorId, ZoneId } from '../../../../src/core/model/ids.ts';
import type { RuleChanged, RuleModel } from '../../../../src/core/model/rule-model.ts';
import { restoreState } from '../../../../src/core/model/state-part.ts';
import type { StoreModel } from '../../../../src/core/model/store-model.ts';
import { RuleEngine } from '../../../../src/core/rules/rule-engine.ts';
import { THRESHOLDS } from '../../../support/stores/store-model.ts';

const CAMERA = 'cam' as SensorId;
const CONTACT = 'back-door' as SensorId;
const ZONE = 'till' as ZoneId;
const START = Date.UTC(2026, 4, 4, 9);

const MODEL: StoreModel = {
  sensors: [
    { id: CAMERA, type: 'camera', kind: 'sees-people', maxGapMs: 2_000 },
    { id: CONTACT, type: 'reed-switch', kind: 'watches-door', maxGapMs: 30_000 },
  ],
  zones: [
    {
      ...{ id: ZONE, space: CAMERA, growBy: 5, thresholds: THRESHOLDS, sensors: [CAMERA], queue: {} },
      polygon: [
        { x: 0, y: 0 },
        { x: 100, y: 0 },
        { x: 100, y: 100 },
      ],
    },
  ],
  lines: [],
  doors: [],
  windows: { durationMs: 60_000, latenessMs: 15_000 },
};

const RULE: RuleModel = {
  id: 'r',
  when: { kind: 'people', zone: ZONE, atLeast: 2, clearBelow: 1 },
  ...{ forMs: 0, clearForMs: 0, holdMs: 0, cooldownMs: 0, unknownForMs: 30_000 },
};

/** A rule engine whose time and facts the test tells it. */
class Bench {
  readonly changes: RuleChanged[] = [];
  readonly engine: RuleEngine;
  readonly down = new Set<SensorId>();
  readonly waiting = new Map<ZoneId, number>();
  s = 0;

  constructor(...rules: readonly Partial<RuleModel>[]) {
    this.engine = new RuleEngine({
      model: MODEL,
      rules: {
        timezone: 'Europe/Berlin',
        rules: rules.map((rule, i) => ({ ...RULE, id: `r${i}`, ...rule })),
      },
      isLive: (sensor) => !this.down.has(sensor),
      hasCounted: () => true,
      queueLength: (zone) => this.waiting.get(zone) ?? 0,
      isStaff: () => false,
      changed: (change) => this.changes.push(change),
    });
  }

  at(s: number): this {
    for (; this.s <= s; this.s += 1) this.engine.tick((START + this.s * 1000) as EpochMs);
    return this;
  }

  enter(...people: readonly number[]): this {
    return this.facts('ZoneEntered', people);
  }

  leave(...people: readonly number[]): this {
    return this.facts('ZoneLeft', people);
  }

  fact(fact: object): this {
    const at = (START + this.s * 1000) as EpochMs;
    this.engine.advance(at);
    this.engine.handleFact({ at, ...fact } as Fact);
    return this;
  }

  /** Rule, state and the second of each change. */
  get told(): string[] {
    const told = this.changes.map(({ rule, state, cause, at }) => {
      const second = (at - START) / 1000;
      return `${rule} ${state}${cause === 'changed' ? '' : ` ${cause}`} @${second}`;
    });
    this.changes.length = 0;
    return told;
  }

  save(): Json {
    return JSON.parse(JSON.stringify(this.engine.state.save())) as Json;
  }

  private facts(kind: string, people: readonly number[]): this {
    for (const person of people) this.fact({ kind, zone: ZONE, person });
    return this;
  }
}

/** The state is unknown until the first tick, and off from then on. */
function started(...rules: readonly Partial<RuleModel>[]): Bench {
  const bench = new Bench(...rules).at(0);
  bench.changes.length = 0;
  return bench;
}

describe('a rule', () => {
  it('turns on at the limit and off below the second limit', () => {
    const bench = started({});
    bench.at(1).enter(1).enter(2).at(4).leave(1).at(6).leave(2);
    expect(bench.told).toEqual(['r0 on @2', 'r0 off @7']);
  });

  it('is on only when the condition has held for the time set, to the millisecond', () => {
    const bench = started({ forMs: 2_500, clearForMs: 1_500 });
    bench.at(1).enter(1, 2).at(3).leave(1, 2).at(9).enter(1, 2).at(20).leave(1, 2).at(30);
    expect(bench.told).toEqual(['r0 on @12.5', 'r0 off @22.5']);
  });

  it('holds, cools down and repeats', () => {
    const bench = started({ holdMs: 5_000, cooldownMs: 10_000, repeatEveryMs: 2_000 });
    bench.at(1).enter(1, 2).at(2).leave(1, 2).at(3).enter(1, 2).at(4).leave(1, 2).at(8).enter(1, 2).at(17);
    expect(bench.told).toEqual([
      'r0 on @2',
      'r0 on repeated @4',
      'r0 on repeated @6',
      'r0 off @7',
      'r0 on @17',
    ]);
  });

  it('is off as stuck after its longest time, until the condition has been gone', () => {
    const bench = started({ maxOnMs: 10_000 });
    bench.at(1).enter(1, 2).at(40).leave(1, 2).at(45).enter(1, 2).at(46);
    expect(bench.told).toEqual(['r0 on @2', 'r0 off stuck @12', 'r0 on @46']);
  });

  it('turns unknown when its sensor is down for long, and is looked at anew when it is back', () => {
    const bench = started({});
    bench.at(1).enter(1, 2);
    bench.down.add(CAMERA);
    bench.at(60);
    bench.down.delete(CAMERA);
    bench.at(61);
    expect(bench.told).toEqual(['r0 on @2', 'r0 unknown @32', 'r0 on @61']);
  });

  it('never starts while its sensor is down', () => {
    const bench = new Bench({});
    bench.down.add(CAMERA);
    bench.at(1).enter(1, 2).at(60);
    expect(bench.told).toEqual([]);
  });

  it('counts pulses within a time', () => {
    const bench = started({
      when: { kind: 'pickedUp', product: 'camera-x' as never, times: 2, withinMs: 60_000 },
    });
    const pickUp = () => bench.fact({ kind: 'ProductPickedUp', tag: 'camera-x' });
    bench.at(1);
    pickUp();
    bench.at(100);
    pickUp();
    bench.at(110);
    pickUp();
    expect(bench.told).toEqual(['r0 on @111', 'r0 off @111']);
  });

  it('combines conditions, and knows no answer where one of them has none', () => {
    const door = { kind: 'door', contact: CONTACT, open: true } as const;
    const bench = started({ when: { kind: 'all', of: [RULE.when, { kind: 'not', of: door }] } });
    bench.at(1).enter(1, 2).at(5);
    expect(bench.told).toEqual([]);
    bench.engine.live.readContact({
      kind: 'ContactRead',
      sensor: CONTACT,
      at: START as EpochMs,
      open: false,
    });
    expect(bench.told).toEqual(['r0 on @5']);
  });

  it('tells the length of a visit by a timer of its own', () => {
    const bench = started({ when: { kind: 'dwell', zone: ZONE, atLeastMs: 7_300 } });
    bench.at(1).enter(1).at(20).leave(1);
    expect(bench.told).toEqual(['r0 on @9.3', 'r0 off @21']);
  });

  it('follows another rule and ends by its button', () => {
    const button = { sensor: 'panel' as SensorId, button: 1 };
    const bench = started({ stickyUntil: button }, { when: { kind: 'rule', rule: 'r0' } });
    bench
      .at(1)
      .enter(1, 2)
      .leave(1, 2)
      .at(100)
      .fact({ kind: 'ButtonCounted', ...button });
    expect(bench.told).toEqual(['r0 on @2', 'r1 on @2', 'r0 off @101', 'r1 off @101']);
  });

  it('is off outside of its hours', () => {
    const spans = [{ days: [1], fromMinute: 11 * 60, toMinute: 11 * 60 + 2 }];
    const bench = started({ during: { spans, isInside: true } });
    bench.at(1).enter(1, 2).at(200);
    expect(bench.told).toEqual(['r0 on @2', 'r0 off @120']);
  });

  it('does not react to a person who turns out to be staff', () => {
    const bench = started({ forMs: 5_000 });
    bench.at(1).enter(1, 2).at(3);
    bench.engine.live.dismiss(CAMERA, 2);
    bench.at(20);
    expect(bench.told).toEqual([]);
  });

  it('changes at most once per for and clearFor when the value flaps', () => {
    const bench = started({
      forMs: 5_000,
      clearForMs: 15_000,
      when: { kind: 'people', zone: ZONE, atLeast: 1, clearBelow: 1 },
    });
    for (let s = 1; s < 3_600; s += 1) {
      bench.at(s);
      for (let i = 0; i < 5; i++) bench.enter(1).leave(1);
      if (s % 7 < 5) bench.enter(1);
    }
    expect(bench.told.length).toBeLessThanOrEqual(3_600 / 20);
  });
});

describe('at one moment', () => {
  const stays = { id: 'stays', when: { kind: 'dwell', zone: ZONE, atLeastMs: 10_000 } } as const;
  const empty = { ...RULE, id: 'stays' };
  const quiet = { id: 'quiet', when: { kind: 'not', of: { kind: 'rule', rule: 'stays' } } } as const;
  const told = ['quiet on @11', 'stays on @11', 'quiet off @11'];

  it.each([
    ['first', [stays, { ...quiet, forMs: 11_000 }]],
    ['last', [{ ...quiet, forMs: 11_000 }, stays]],
  ])('the end of a for comes before a visit that is long enough then; its rule comes %s', (_which, rules) => {
    const bench = started(...rules);
    expect(bench.enter(1).at(15).told).toEqual(told);
  });

  it('the end of a for comes before a person who enters then', () => {
    const bench = started(empty, { ...quiet, forMs: 11_000 });
    expect(bench.at(10).enter(1, 2).at(15).told).toEqual(told);
  });
});

describe('rules over a restart', () => {
  function restarted(before: Bench, gapS: number, ...rules: readonly Partial<RuleModel>[]): Bench {
    const after = new Bench(...rules);
    expect(restoreState(after.engine.state, before.save())).toBeUndefined();
    after.s = before.s + gapS;
    after.engine.begin((START + after.s * 1000) as EpochMs);
    return after;
  }

  it('fires once when the restart lies in the middle of a for', () => {
    const rule = { forMs: 30_000 };
    const after = restarted(started(rule).at(1).enter(1, 2).at(10), 5, rule).at(60);
    expect(after.told).toEqual(['r0 off start @16', 'r0 on @32']);
  });

  it('begins the for anew when the gap was long', () => {
    const rule = { forMs: 30_000 };
    const after = restarted(started(rule).at(1).enter(1, 2).at(10), 200, rule).at(300);
    expect(after.told).toEqual(['r0 off start @211', 'r0 on @241']);
  });

  it('asserts what is on, and does not count it as another firing', () => {
    const before = started({}).at(1).enter(1, 2).at(10);
    const after = restarted(before, 5, {}).at(30);
    expect(after.changes.map(({ number }) => number)).toEqual([1]);
    expect(after.told).toEqual(['r0 on start @16']);
  });

  it('begins a rule anew that was changed meanwhile', () => {
    const after = restarted(started({}).at(1).enter(1, 2).at(10), 5, { cooldownMs: 1_000 }).at(20);
    expect(after.told).toEqual(['r0 on @16']);
  });
});
