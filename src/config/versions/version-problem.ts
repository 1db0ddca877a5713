import type { Problem } from '../settings-problem.ts';

/**
 * Returns a problem when the file is from a newer program. Only this is then reported: its unknown keys would hide the
 * cause.
 */
export function versionProblem(raw: unknown, present: number): Problem | undefined {
  const version = (raw as { readonly version?: unknown } | null)?.version;
  if (typeof version !== 'number' || version <= present) return undefined;
  return {
    path: 'version',
    value: version,
    allowed: `up to ${present}`,
    mend: 'A newer Lintel wrote this file. Update Lintel here, or restore the older copy beside the file.',
  };
}
