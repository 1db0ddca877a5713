import type { Condition, Leaf } from '../model/rule-model.ts';
import type { Truth } from './truth.ts';
import { allTrue, anyTrue, negate } from './truth.ts';

/** Evaluates a condition; `read` evaluates each leaf. */
export function evaluate(condition: Condition, read: (leaf: Leaf) => Truth): Truth {
  if (condition.kind === 'all') return allTrue(condition.of.map((part) => evaluate(part, read)));
  if (condition.kind === 'any') return anyTrue(condition.of.map((part) => evaluate(part, read)));
  return condition.kind === 'not' ? negate(evaluate(condition.of, read)) : read(condition);
}
