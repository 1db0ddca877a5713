import { join } from 'node:path';
import { createGenerator } from 'ts-json-schema-generator';

/** Name → JSON Schema: every entry of the type `Answers`, and the types that they are made of. */
export function answerSchemas(): Readonly<Record<string, unknown>> {
  const path = join(import.meta.dirname, '..', '..', 'src', 'web', 'answers.ts');
  const { properties = {}, definitions = {} } = createGenerator({
    ...{ path, type: 'Answers', topRef: false, additionalProperties: false },
    // `npm run typecheck` does that.
    skipTypeCheck: true,
  }).createSchema('Answers');
  const named = Object.entries(definitions).map(([name, schema]) => [componentName(name), schema]);
  const text = JSON.stringify({ ...properties, ...Object.fromEntries(named) });
  return JSON.parse(
    text.replaceAll(
      /"#\/definitions\/([^"]+)"/g,
      (_all, name: string) => `"#/components/schemas/${componentName(decodeURIComponent(name))}"`,
    ),
    (_key, value) => withPrefixItems(value),
  );
}

/** The generator writes draft 7 of JSON Schema, and OpenAPI 3.1 reads draft 2020-12: they differ in tuples. */
function withPrefixItems(schema: { readonly items?: unknown } | null): unknown {
  if (!Array.isArray(schema?.items)) return schema;
  return { ...schema, prefixItems: schema.items, items: false };
}

/** OpenAPI allows letters, digits, `.`, `_` and `-`; a generic type has more in its name. */
function componentName(type: string): string {
  return type.replaceAll(/\W+/g, '_').replace(/_$/, '');
}
