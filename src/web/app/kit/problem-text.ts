import type { SettingsProblem } from '../../../ports/console/console-settings.ts';
import type { ProblemCode } from '../../../ports/console/problem-codes.ts';
import PROBLEMS from '../locales/problem-words.json' with { type: 'json' };
import type { FormSchema } from './form-schema.ts';
import { translate } from './language.ts';
import { schemaTitle } from './schema-title.ts';

/** Sentences in the order of LANGUAGES. */
export const PROBLEM_WORDS: Readonly<Record<ProblemCode, readonly string[]>> = PROBLEMS;

/** What is wrong with a setting, in the reader's language. */
export function problemText({ code, values }: Pick<SettingsProblem, 'code' | 'values'>): string {
  return translate(PROBLEM_WORDS[code], values);
}

/** `sensors[0].path` → the label of that field, as its form shows it; undefined for what no form has. */
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

/** A schema with what its branches and entries have. */
function formsWithin(schema: FormSchema): FormSchema[] {
  const { items, oneOf = [], anyOf = [] } = schema;
  return [schema, ...[...(items === undefined ? [] : [items]), ...oneOf, ...anyOf].flatMap(formsWithin)];
}
