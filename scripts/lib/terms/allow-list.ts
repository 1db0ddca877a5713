// Hits that are known: how many of a rule a file may have. It only ever shrinks, and ends empty.
import type { Hit } from './rules.ts';

export type AllowList = Readonly<Record<string, Readonly<Record<string, number>>>>;

export function countHits(hits: readonly Hit[]): AllowList {
  const counts: Record<string, Record<string, number>> = {};
  for (const { file, rule } of hits) {
    counts[file] ??= {};
    counts[file][rule] = (counts[file][rule] ?? 0) + 1;
  }
  const byName = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1);
  const sorted = Object.entries(counts).sort(byName);
  return Object.fromEntries(
    sorted.map(([file, rules]) => [file, Object.fromEntries(Object.entries(rules).sort(byName))]),
  );
}

/** Every hit of a rule that a file has more of than it may. */
export function notAllowed(hits: readonly Hit[], allowed: AllowList): Hit[] {
  const counts = countHits(hits);
  return hits.filter(({ file, rule }) => (counts[file]?.[rule] ?? 0) > (allowed[file]?.[rule] ?? 0));
}

/** The list without fixed hits: never more of anything than before. */
export function shrink(allowed: AllowList, hits: readonly Hit[]): AllowList {
  const counts = countHits(hits);
  const files = Object.entries(allowed).map(([file, rules]) => {
    const left = Object.entries(rules)
      .map(([rule, count]) => [rule, Math.min(count, counts[file]?.[rule] ?? 0)] as const)
      .filter(([, count]) => count > 0);
    return [file, Object.fromEntries(left)] as const;
  });
  return Object.fromEntries(files.filter(([, rules]) => Object.keys(rules).length > 0));
}
