// Finds regular expressions that try a text in exponentially many ways.
import type { AST } from '@eslint-community/regexpp';
import { RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';

const PARSER = new RegExpParser();

/** Whether something is repeated without an upper limit within something that is. */
export function hasNestedQuantifier(pattern: string, flags: string): boolean {
  const isUnicode = flags.includes('u');
  const parsed = PARSER.parsePattern(pattern, 0, pattern.length, { unicode: isUnicode });
  let [depth, deepest] = [0, 0];
  const step = (by: number) => (quantifier: AST.Quantifier) => {
    if (quantifier.max === Number.POSITIVE_INFINITY) depth += by;
    deepest = Math.max(deepest, depth);
  };
  visitRegExpAST(parsed, { onQuantifierEnter: step(1), onQuantifierLeave: step(-1) });
  return deepest > 1;
}
