import { z } from 'zod';
import { settingsSchema } from '../../src/app/settings/settings-schema.ts';

interface Node {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node | false;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly allOf?: readonly Node[];
  readonly $defs?: Readonly<Record<string, Node>>;
}

type Child = readonly [name: string, node: Node];

/** Names of all settings that the schema has, as `zones[].name`. */
export async function schemaLeaves(): Promise<string[]> {
  const schema = z.toJSONSchema(await settingsSchema(), { io: 'input', unrepresentable: 'any' }) as Node;
  const found = new Set<string>();
  const walk = ([name, given]: Child, open: readonly Node[]): void => {
    const node = resolve(schema, given);
    if (open.includes(node)) return;
    const children = childrenOf(name, node);
    if (children.length === 0) found.add(name);
    for (const child of children) walk(child, [...open, node]);
  };
  walk(['', schema], []);
  return [...found];
}

function resolve({ $defs }: Node, node: Node): Node {
  return node.$ref === undefined ? node : ($defs?.[node.$ref.split('/').at(-1) ?? ''] ?? {});
}

function childrenOf(
  name: string,
  { anyOf = [], oneOf = [], allOf = [], properties = {}, items }: Node,
): Child[] {
  const named = Object.entries(properties).map(
    ([key, inner]) => [name === '' ? key : `${name}.${key}`, inner] as const,
  );
  const listed = items ? [[`${name}[]`, items] as const] : [];
  return [...[...anyOf, ...oneOf, ...allOf].map((part) => [name, part] as const), ...named, ...listed];
}
