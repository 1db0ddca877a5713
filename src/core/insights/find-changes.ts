import type { Figures } from './figure.ts';
import type { DefinitionChange } from './insights-view.ts';

/**
 * Lists the times at which the definition of a zone's, door's or sensor's figures changes. Figures of one thing that
 * change together are listed once, under the first figure.
 */
export function findChanges(
  steps: readonly { readonly startMs: number; readonly figures: Figures }[],
): DefinitionChange[] {
  const last = new Map<string, string>();
  const changes = new Map<string, DefinitionChange>();
  for (const { startMs, figures } of steps) {
    for (const [key, { definition }] of figures) {
      const before = last.get(key);
      last.set(key, definition);
      if (before === undefined || before === definition) continue;
      const id = `${startMs} ${key.split('@')[1] ?? ''} ${before}`;
      if (!changes.has(id)) changes.set(id, { atMs: startMs, key, before, after: definition });
    }
  }
  return [...changes.values()];
}
