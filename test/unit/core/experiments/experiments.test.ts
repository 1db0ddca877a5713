import { describe, expect, it } from 'vitest';
import type { ExperimentRecord, MeasuredBlock } from '../../../../src/core/experiments/analyze-experiment.ts';
import { analyzeExperiment, canStopEarly } from '../../../../src/core/experiments/analyze-experiment.ts';
import { spendLevel } from '../../../../src/core/experiments/daily-looks.ts';
import { joinDesigns } from '../../../../src/core/experiments/join-designs.ts';
import { promisePower } from '../../../../src/core/experiments/power-promise.ts';
import { redrawSchedules, testSignificance } from '../../../../src/core/experiments/rerandomization-test.ts';
import {
  createBlockSlots,
  createSchedule,
  findGroups,
  findVariant,
} from '../../../../src/core/experiments/switchback-schedule.ts';
import type { ExperimentPlan } from '../../../../src/core/model/experiment-model.ts';
import { Random } from '../../../support/seeded-random.ts';

const OPEN = Array.from({ length: 7 }, (_day, i) => (i === 6 ? undefined : { from: 8, to: 20 }));
const plan = (weeks = 4, seed = 1): ExperimentPlan => ({
  firstDay: 20_003,
  weeks,
  slots: createBlockSlots(OPEN, 2),
  seed,
});

interface Store {
  readonly uplift?: number;
  readonly carryOver?: boolean;
  readonly mean?: number;
  readonly seed?: number;
  readonly weeks?: number;
  readonly change?: (block: MeasuredBlock, isB: boolean, i: number) => MeasuredBlock | null;
}

/** One store's blocks, 20 minutes of 120 apart. */
function record({
  uplift = 0,
  carryOver = false,
  mean = 150,
  seed = 1,
  weeks = 4,
  change,
}: Store): ExperimentRecord {
  const random = new Random(seed);
  const design = plan(weeks, seed);
  const [schedule, groups] = [createSchedule(design), findGroups(design)];
  const draw = (rate: number) => Math.max(0, Math.round(rate + Math.sqrt(rate) * random.normal()));
  const block = (i: number, isB: boolean, wasB: boolean): MeasuredBlock | null => {
    const level = mean * (1 + 0.3 * Math.sin(i));
    const early = draw((level / 6) * (wasB ? 1 + uplift : 1));
    const late = draw(((5 * level) / 6) * (isB ? 1 + uplift : 1));
    const measured = {
      whole: { total: late },
      early: { total: early },
      late: { total: late },
      coverage: 0.97 + 0.03 * random.next(),
      definition: 'visits/1',
    };
    return change === undefined ? measured : change(measured, isB, i);
  };
  const pairs = schedule.map(({ sign }, i) => {
    const before = carryOver && groups[i - 1] === groups[i] ? (schedule[i - 1]?.sign ?? sign) : sign;
    return { first: block(i, sign > 0, before > 0), second: block(i, sign < 0, before < 0) };
  });
  return { signs: Int8Array.from(schedule, ({ sign }) => sign), groups, pairs, complete: pairs.length };
}

describe('switchback schedule', () => {
  it('balances each day and mirrors each pair of weeks', () => {
    const design = plan();
    const schedule = createSchedule(design);
    const at = (day: number, hour: number) =>
      findVariant(design, schedule, { day: design.firstDay + day, hour });
    for (let day = 0; day < 28; day++) {
      if (day % 7 === 6) continue;
      const variants = [8, 10, 12, 14, 16, 18].map((hour) => at(day, hour));
      expect(variants.filter((variant) => variant === 'b')).toHaveLength(3);
      if (day % 14 >= 7) continue;
      for (const hour of [8, 10, 12, 14, 16, 18]) expect(at(day, hour)).not.toBe(at(day + 7, hour));
    }
  });

  it('is the same for a seed and differs between seeds', () => {
    expect(createSchedule(plan(4, 7))).toEqual(createSchedule(plan(4, 7)));
    expect(createSchedule(plan(4, 7))).not.toEqual(createSchedule(plan(4, 8)));
  });

  it('runs nothing outside of its weeks, closed days and hours', () => {
    const design = plan();
    const schedule = createSchedule(design);
    for (const [day, hour] of [
      [-1, 10],
      [28, 10],
      [6, 10],
      [0, 7],
      [0, 20],
    ] as const) {
      expect(findVariant(design, schedule, { day: design.firstDay + day, hour })).toBeUndefined();
    }
  });

  it('balances whole days within a week', () => {
    const slots = createBlockSlots(OPEN, 12);
    const schedule = createSchedule({ ...plan(2), slots });
    expect(schedule.filter(({ sign }) => sign > 0)).toHaveLength(3);
  });

  it.each([0, 1, 3, 2.5])('refuses %d weeks', (weeks) => {
    expect(() => createSchedule(plan(weeks))).toThrow(RangeError);
  });
});

describe('analysis of an experiment', () => {
  it('finds a planted uplift, with an interval that holds in most of 12 experiments', () => {
    const results = Array.from({ length: 12 }, (_run, seed) =>
      analyzeExperiment([record({ uplift: 0.15, seed })]),
    );
    const held = results.filter(({ uplift }) => uplift.low < 0.15 && uplift.high > 0.15);
    expect(
      results.filter(({ verdict, reasons }) => verdict === 'b' && reasons.length === 0).length,
    ).toBeGreaterThan(10);
    expect(held.length).toBeGreaterThanOrEqual(9);
    for (const { uplift } of results) expect(uplift.low).toBeGreaterThan(0);
  });

  it('finds a planted loss', () => {
    expect(analyzeExperiment([record({ uplift: -0.15 })]).verdict).toBe('a');
  });

  it('finds nothing where nothing is, in most of 20 experiments', () => {
    const results = Array.from({ length: 20 }, (_run, i) =>
      analyzeExperiment([record({ seed: 10 + i, mean: 60 })]),
    );
    expect(results.filter(({ pValue }) => pValue <= 0.05).length).toBeLessThanOrEqual(4);
  });

  it('pools stores that see nothing alone', () => {
    const stores = [1, 2, 3, 4, 5].map((seed) => record({ uplift: 0.08, mean: 60, seed }));
    const alone = stores.map((store) => analyzeExperiment([store]));
    const pooled = analyzeExperiment(stores);
    const widest = Math.min(...alone.map(({ uplift }) => uplift.high - uplift.low));
    expect(pooled.uplift.high - pooled.uplift.low).toBeLessThan(widest);
    expect(pooled.verdict).toBe('b');
  });

  it('does not take what stores with one schedule share for an effect', () => {
    const runs = 40;
    const random = new Random(9);
    let found = 0;
    for (let seed = 0; seed < runs; seed++) {
      const { signs, groups } = record({ seed, weeks: 2 });
      const weather = Array.from(signs, () => random.normal());
      const stores = joinDesigns([1, 2, 3].map(() => ({ signs, groups })));
      const weighted = Float64Array.from([1, 2, 3].flatMap(() => weather));
      found += testSignificance(stores.signs, weighted, stores.redrawn) <= 0.05 ? 1 : 0;
    }
    // 2 of 40 by chance; a dozen where each store is drawn apart.
    expect(found).toBeLessThanOrEqual(6);
  });

  it('draws the schedules of stores with other seeds apart', () => {
    const [one, other] = [record({ seed: 1 }), record({ seed: 2 })];
    const { redrawn } = joinDesigns([one, other, one]);
    const n = one.signs.length;
    for (const draw of redrawn) expect(draw.subarray(2 * n)).toEqual(draw.subarray(0, n));
    const same = redrawn.filter((draw) => draw.subarray(n, 2 * n).join() === draw.subarray(0, n).join());
    expect(same.length).toBeLessThan(5);
  });

  it('refuses when an effect lasts into the next block', () => {
    const result = analyzeExperiment([record({ uplift: 0.3, carryOver: true })]);
    expect(result.reasons).toContain('carry-over');
    expect(result.verdict).toBe('refused');
  });

  it('refuses when one variant is better covered', () => {
    const result = analyzeExperiment([
      record({ change: (block, isB) => ({ ...block, coverage: isB ? 0.92 : 0.99 }) }),
    ]);
    expect(result.reasons).toEqual(['coverage-imbalanced']);
  });

  it('refuses when too many blocks lack coverage', () => {
    const result = analyzeExperiment([
      record({ change: (block, _isB, i) => ({ ...block, coverage: i % 3 === 0 ? 0.5 : 1 }) }),
    ]);
    expect(result.reasons).toContain('coverage-missing');
  });

  it('refuses when the definition changed', () => {
    const result = analyzeExperiment([
      record({ change: (block, _isB, i) => ({ ...block, definition: i < 9 ? 'visits/1' : 'visits/2' }) }),
    ]);
    expect(result.reasons).toContain('definition-changed');
  });

  it('concludes after an outage of some hours, which has no definition', () => {
    const none = { total: 0, of: 0 };
    const outage = { whole: none, early: none, late: none, coverage: 0, definition: '' };
    const result = analyzeExperiment([
      record({ uplift: 0.2, change: (block, _isB, i) => (i === 7 ? outage : block) }),
    ]);
    expect(result).toMatchObject({ verdict: 'b', reasons: [] });
  });

  it('leaves out closed days and hours of changed clocks', () => {
    const result = analyzeExperiment([
      record({ uplift: 0.2, change: (block, _isB, i) => (i >= 6 && i < 12 ? null : block) }),
    ]);
    expect(result).toMatchObject({ verdict: 'b', reasons: [] });
  });

  it('says that weeks of zeros have no outcomes', () => {
    const zero = { total: 0 };
    const result = analyzeExperiment([
      record({ change: (block) => ({ ...block, whole: zero, early: zero, late: zero }) }),
    ]);
    expect(result).toMatchObject({ verdict: 'refused', reasons: ['no-outcomes'] });
    expect(result.pValue).toBe(1);
  });

  it('handles rates and mean dwell times', () => {
    const rate = (block: MeasuredBlock, isB: boolean, i: number) => {
      const visits = 80 + 10 * Math.sin(3 * i);
      return { ...block, whole: { total: visits * (isB ? 66 : 60) + 20 * Math.sin(7 * i), of: visits } };
    };
    const { uplift, verdict } = analyzeExperiment([record({ change: rate })]);
    expect(verdict).toBe('b');
    expect(uplift.estimate).toBeCloseTo(0.1, 1);
  });

  it('is running until the last week is over', () => {
    expect(analyzeExperiment([{ ...record({ uplift: 0.3 }), complete: 36 }]).verdict).toBe('running');
  });
});

describe('daily looks', () => {
  it('spends the level late', () => {
    expect(spendLevel(0)).toBe(0);
    expect(spendLevel(0.25)).toBeLessThan(0.001);
    expect(spendLevel(1)).toBeCloseTo(0.05, 4);
  });

  it('stops early for a large uplift and not for none', () => {
    const looks = Array.from({ length: 8 }, (_look, i) => 6 * (i + 1));
    expect(canStopEarly({ ...record({ uplift: 0.5 }), complete: 48 }, looks)).toBe(true);
    expect(canStopEarly({ ...record({}), complete: 48 }, looks)).toBe(false);
  });
});

describe('promise before the start', () => {
  const groups = findGroups(plan());
  const redrawn = redrawSchedules(groups, 199);
  const past = [5, 6, 7].map((seed) =>
    record({ seed }).pairs.map(({ first, second }) => ({
      first: first?.whole ?? null,
      second: second?.whole ?? null,
    })),
  );

  it('grows with the uplift and gives 5 % for none', () => {
    const promise = promisePower(past, groups, redrawn);
    expect(promise?.powerAt(0)).toBeCloseTo(0.05, 2);
    expect(promise?.powerAt(0.2) ?? 0).toBeGreaterThan(promise?.powerAt(0.05) ?? 1);
    expect(promise?.powerAt(promise.visibleUplift ?? 0)).toBeCloseTo(0.8, 1);
  });

  it('promises nothing without a past', () => {
    expect(promisePower([], groups, redrawn)).toBeUndefined();
    expect(
      promisePower([past[0]?.map(() => ({ first: null, second: null })) ?? []], groups, redrawn),
    ).toBeUndefined();
  });
});
