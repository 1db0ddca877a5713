import type { Problem } from '../settings-problem.ts';

/** In a file from a newer program, unknown keys would hide the cause: report only the version. */
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
