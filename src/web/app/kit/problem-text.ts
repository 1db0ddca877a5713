import type { Json } from '../../../core/model/ids.ts';
import type { SettingsProblem } from '../../../ports/console/console-settings.ts';
import type { ProblemCode } from '../../../ports/console/problem-codes.ts';
import PROBLEMS from '../locales/problem-words.json' with { type: 'json' };
import type { FormSchema } from './form-schema.ts';
import { translate } from './language.ts';
import { schemaTitle } from './schema-title.ts';

/** Texts in the order of LANGUAGES. */
export const PROBLEM_WORDS: Readonly<Record<ProblemCode, readonly string[]>> = PROBLEMS;

/** Describes the fault of a setting in the reader's language. */
export function problemText({ code, values }: Pick<SettingsProblem, 'code' | 'values'>): string {
  return translate(PROBLEM_WORDS[code], values);
}

/** Returns the form label for a path such as `sensors[0].path`; undefined when no form has the field. */
export function fieldLabel(path: string, sections: Readonly<Record<string, FormSchema>>): string | undefined {
  const names = path.split('.').map((part) => part.split('[')[0] ?? '');
  let inner: readonly FormSchema[] = [{ properties: sections }];
  let label: string | undefined;
  for (const name of names) {
    const found = inner.flatMap(({ properties = {} }) => properties[name] ?? []);
    if (found[0] === undefined) return label;
    label = schemaTitle(found.find(({ title }) => title !== undefined)?.title, name);
    inner = found.flatMap(formsWithin);
  }
  return label;
}

/** Returns a schema and all forms within it: its branches, and the schema of its entries. */
function formsWithin(schema: FormSchema): FormSchema[] {
  const { items, oneOf = [], anyOf = [] } = schema;
  return [schema, ...[...(items === undefined ? [] : [items]), ...oneOf, ...anyOf].flatMap(formsWithin)];
}

/**
 * Returns the problems whose values the user has not changed since, so that they remain. `root` is the path of these
 * values, such as `sensors[0]`.
 */
export function stillOpen(
  problems: readonly SettingsProblem[],
  root: string,
  [before, after]: readonly [Json | undefined, Json | undefined],
): readonly SettingsProblem[] {
  return problems.filter(({ path }) => {
    if (!path.startsWith(root)) return true;
    const keys = path.slice(root.length).match(/[^.[\]]+/g) ?? [];
    return JSON.stringify(valueAt(before, keys)) === JSON.stringify(valueAt(after, keys));
  });
}

function valueAt(tree: Json | undefined, keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>(
    (value, key) => (value as { readonly [key: string]: Json } | null | undefined)?.[key],
    tree,
  );
}
