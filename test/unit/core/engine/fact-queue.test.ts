import { expect, test } from 'vitest';
import { FactQueue } from '../../../../src/core/engine/fact-queue.ts';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { EpochMs, SensorId } from '../../../../src/core/model/ids.ts';

function sale(transactions: number): Fact {
  return { kind: 'SaleCounted', sensor: 'till' as SensorId, at: 1e12 as EpochMs, transactions };
}

test('a fact that is emitted while one is handled waits until it has been, in order', () => {
  const said: string[] = [];
  const queue = new FactQueue((fact) => {
    const n = fact.kind === 'SaleCounted' ? fact.transactions : 0;
    said.push(`begin ${n}`);
    if (n === 1) for (const next of [2, 3]) queue.emit(sale(next));
    if (n === 2) queue.emit(sale(4));
    said.push(`end ${n}`);
  });
  queue.emit(sale(1));
  const inTurn = [1, 2, 3, 4].flatMap((n) => [`begin ${n}`, `end ${n}`]);
  expect(said).toEqual(inTurn);
});

test('a fact that cannot be handled does not cost those behind it', () => {
  const handled: unknown[] = [];
  const queue = new FactQueue((fact) => {
    const n = fact.kind === 'SaleCounted' ? fact.transactions : 0;
    if (n === 1) queue.emit(sale(2));
    if (n === 1) throw new Error('no');
    handled.push(n);
  });
  expect(() => queue.emit(sale(1))).toThrow('no');
  queue.emit(sale(3));
  expect(handled).toEqual([2, 3]);
});
