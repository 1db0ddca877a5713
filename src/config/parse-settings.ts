import { validateReferences } from './cross-checks.ts';
import type { Checked } from './parse-yaml.ts';
import { parseYaml, valueAt } from './parse-yaml.ts';
import { pathProblems } from './path-checks.ts';
import type { createSettingsSchema, Settings } from './schema.ts';
import { SETTINGS_VERSION } from './schema.ts';
import type { Problem } from './settings-problem.ts';
import { explainIssue, listKnownKeys } from './settings-problem.ts';
import { migrateSettings } from './versions/migrate-settings.ts';
import { versionProblem } from './versions/version-problem.ts';

export type ParsedSettings =
  | { readonly settings: Settings; readonly problems: readonly [] }
  | { readonly settings: undefined; readonly problems: readonly Problem[] };

/**
 * Parses a settings file of any known version. Returns frozen settings, or all its problems. Reads no files. `home` is
 * the folder of the file. If it is given, paths in the settings must be inside the allowed folders.
 */
export function parseSettings(
  text: string,
  schema: ReturnType<typeof createSettingsSchema>,
  home?: string,
): ParsedSettings {
  const check = (raw: unknown) => contentProblems(raw, schema, home);
  const { value, problems } = parseYaml(migrateSettings(text), check);
  if (value === undefined) return { settings: undefined, problems };
  return { settings: deepFreeze(value), problems: [] };
}

function contentProblems(
  raw: unknown,
  schema: ReturnType<typeof createSettingsSchema>,
  home: string | undefined,
): Checked<Settings> {
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) {
    const mend = 'The file is empty or is not a settings file; `lintel check --help` shows an example.';
    return {
      problems: [{ code: 'damaged-file', path: '(file)', value: raw, allowed: 'a block of settings', mend }],
    };
  }
  const version = versionProblem(raw, SETTINGS_VERSION);
  if (version !== undefined) return { problems: [version] };
  const parsed = schema.safeParse(raw, { reportInput: true, error: listKnownKeys });
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.flatMap((issue) => explainIssue(issue, (path) => valueAt(raw, path))),
    };
  }
  const settings: Settings = parsed.data;
  return { value: settings, problems: [...pathProblems(raw, home), ...validateReferences(settings)] };
}

function deepFreeze<T>(value: T): T {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value;
  Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
