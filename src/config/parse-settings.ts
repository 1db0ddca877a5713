import { normalize } from 'node:path/posix';
import { validateReferences } from './cross-checks.ts';
import { migrateSettings } from './migrate-settings.ts';
import type { Checked } from './parse-yaml.ts';
import { parseYaml, valueAt } from './parse-yaml.ts';
import type { createSettingsSchema, Settings } from './schema.ts';
import { SETTINGS_VERSION } from './schema.ts';
import type { Path, Problem } from './settings-problem.ts';
import { explainIssue, listKnownKeys, pathText } from './settings-problem.ts';
import { versionProblem } from './version-problem.ts';

export type ParsedSettings =
  | { readonly settings: Settings; readonly problems: readonly [] }
  | { readonly settings: undefined; readonly problems: readonly Problem[] };

/** YAML text of any version so far → frozen settings, or every problem at once. Touches no file. */
export function parseSettings(text: string, schema: ReturnType<typeof createSettingsSchema>): ParsedSettings {
  const { value, problems } = parseYaml(migrateSettings(text), (raw) => contentProblems(raw, schema));
  if (value === undefined) return { settings: undefined, problems };
  return { settings: deepFreeze(value), problems: [] };
}

function contentProblems(raw: unknown, schema: ReturnType<typeof createSettingsSchema>): Checked<Settings> {
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) {
    const mend = 'The file is empty or is not a settings file; `lintel check --help` shows an example.';
    return { problems: [{ path: '(file)', value: raw, allowed: 'a block of settings', mend }] };
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
  return { value: settings, problems: [...brokenPaths(raw, []), ...validateReferences(settings)] };
}

/** What belongs to the system or to people: no setting sends it anywhere or empties it. */
const FORBIDDEN =
  /^\/(?:(?:proc|sys|dev(?!\/shm\/)|boot|bin|sbin|lib|usr|etc(?!\/(?:lintel|ssl)\/))(?:\/|$)|$)/;

/** Paths that no service can follow: `~` is the shell's, and a `…File` without a folder is hardly the name of a file. */
function brokenPaths(raw: unknown, at: Path): Problem[] {
  if (typeof raw === 'string') {
    const problem = (allowed: string, mend: string) => [{ path: pathText(at), value: raw, allowed, mend }];
    if (raw.startsWith('~/')) return problem('a path without ~', 'Write the whole path, beginning with /.');
    const isFile = /[a-z]File$/.test(String(at.at(-1)));
    if ((isFile || /^(?:folder|directory)$/.test(String(at.at(-1)))) && FORBIDDEN.test(normalize(raw))) {
      return problem(
        'a place for secrets or data',
        'Use /etc/lintel, the credentials folder, or /var/lib/lintel.',
      );
    }
    if (!isFile || raw.includes('/')) return [];
    return problem(
      'the path of a file',
      'Write its whole path, beginning with /; the secret itself stays in it.',
    );
  }
  if (raw === null || typeof raw !== 'object') return [];
  const isList = Array.isArray(raw);
  return Object.entries(raw).flatMap(([key, inner]) =>
    brokenPaths(inner, [...at, isList ? Number(key) : key]),
  );
}

function deepFreeze<T>(value: T): T {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value;
  Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
