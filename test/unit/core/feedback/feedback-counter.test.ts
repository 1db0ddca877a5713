import { expect, test } from 'vitest';
import { FeedbackCounter } from '../../../../src/core/feedback/feedback-counter.ts';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { EpochMs, SensorId } from '../../../../src/core/model/ids.ts';

const TERMINAL = 'terminal' as SensorId;

test('a terminal that is hammered counts once, and the next customer again', () => {
  const facts: Fact[] = [];
  const feedback = new FeedbackCounter((fact) => facts.push(fact));
  for (const [at, button] of [
    [0, 1],
    [400, 1],
    [900, 4],
    [1_500, 1],
    [9_000, 3],
  ] as const) {
    feedback.handlePress({ kind: 'ButtonPressed', sensor: TERMINAL, at: (1e12 + at) as EpochMs, button });
  }
  expect(facts.map((fact) => fact.kind === 'ButtonCounted' && fact.button)).toEqual([1, 3]);
});

test('every sale counts', () => {
  const facts: Fact[] = [];
  const feedback = new FeedbackCounter((fact) => facts.push(fact));
  const sale = { kind: 'SaleMade', sensor: 'till' as SensorId, at: 1e12 as EpochMs } as const;
  feedback.handleSale({ ...sale, transactions: 2 });
  feedback.handleSale({ ...sale, transactions: 1 });
  expect(facts).toMatchObject([{ transactions: 2 }, { transactions: 1 }]);
});
