import type { Condition, Leaf } from '../model/rule-model.ts';
import type { Truth } from './truth.ts';
import { allTrue, anyTrue, negate } from './truth.ts';

/** A condition with its leaves replaced by what evaluates them. */
export type ConditionTree<T> =
  | { readonly kind: 'leaf'; readonly leaf: T }
  | { readonly kind: 'all' | 'any'; readonly of: readonly ConditionTree<T>[] }
  | { readonly kind: 'not'; readonly of: ConditionTree<T> };

/** Replaces each leaf by the result of `create`, in the order of the settings. */
export function createTree<T>(condition: Condition, create: (leaf: Leaf) => T): ConditionTree<T> {
  if (condition.kind === 'all' || condition.kind === 'any')
    return { kind: condition.kind, of: condition.of.map((part) => createTree(part, create)) };
  if (condition.kind === 'not') return { kind: 'not', of: createTree(condition.of, create) };
  return { kind: 'leaf', leaf: create(condition) };
}

/** Evaluates a condition; `read` evaluates each leaf. */
export function evaluate<T>(tree: ConditionTree<T>, read: (leaf: T) => Truth): Truth {
  switch (tree.kind) {
    case 'leaf':
      return read(tree.leaf);
    case 'all':
      return allTrue(tree.of.map((part) => evaluate(part, read)));
    case 'any':
      return anyTrue(tree.of.map((part) => evaluate(part, read)));
    case 'not':
      return negate(evaluate(tree.of, read));
  }
}
