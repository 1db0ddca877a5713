import { expect, it } from 'vitest';
import type { EpochMs } from '../../../../src/core/model/ids.ts';
import type { Repeats } from '../../../../src/core/rules/pulse-row.ts';
import { PulseRow } from '../../../../src/core/rules/pulse-row.ts';
import { PulseRows } from '../../../../src/core/rules/pulse-rows.ts';
import { Random } from '../../../support/seeded-random.ts';

const KEY = 'entered/a';
const ONCE = { times: 1, withinMs: 1_000 };
const THRICE = { times: 3, withinMs: 1_000 };

function count(row: PulseRow<string>, at: number): string[] {
  const enough: string[] = [];
  row.count(at as EpochMs, (watch) => enough.push(watch));
  return enough;
}

/** Each condition on its own: the times of its events, those out of time dropped. */
class PlainCounter {
  #times: number[] = [];

  hasEnough(at: number, { times, withinMs }: Repeats): boolean {
    this.#times = [...this.#times, at].filter((each) => at - each <= withinMs);
    if (this.#times.length < times) return false;
    this.#times = [];
    return true;
  }
}

it('starts again at 0 after enough events, for each condition by itself', () => {
  const row = new PulseRow<string>();
  row.add('once', ONCE);
  row.add('thrice', THRICE);
  const enough = [0, 400, 800, 1_200, 1_600].map((at) => count(row, at).join());
  expect(enough).toEqual(['once', 'once', 'once,thrice', 'once', 'once']);
});

it('counts as a list of times for each condition does, also over a restart', () => {
  const random = new Random(5);
  const conditions = Array.from({ length: 12 }, () => ({
    times: random.int(1, 5),
    withinMs: 100 * random.int(1, 30),
  }));
  const plain = conditions.map(() => new PlainCounter());
  const create = () => {
    const row = new PulseRow<string>();
    for (const [i, condition] of conditions.entries()) row.add(String(i), condition);
    return row;
  };
  let row = create();
  let at = 0;
  for (let event = 0; event < 2_000; event++) {
    at += random.int(0, 700);
    const expected = conditions.flatMap((condition, i) =>
      plain[i]?.hasEnough(at, condition) === true ? [String(i)] : [],
    );
    expect(count(row, at)).toEqual(expected);
    if (event % 50 !== 0) continue;
    const next = create();
    for (const i of conditions.keys()) next.restore(i, row.save(i));
    row = next;
  }
});

it('counts both keys of one condition together, and those with one key apart', () => {
  const rows = new PulseRows<string>();
  rows.get(['in', 'out']).add('both', { times: 2, withinMs: 1_000 });
  rows.get(['in']).add('in', { times: 2, withinMs: 1_000 });
  const enough: string[] = [];
  for (const [i, key] of ['in', 'out', 'in', KEY].entries())
    rows.count(key, (i * 100) as EpochMs, (watch) => enough.push(`${watch} ${i}`));
  expect(enough).toEqual(['both 1', 'in 2']);
});
