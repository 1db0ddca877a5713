import { z } from 'zod';

export interface Node {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Node[];
  readonly items?: Node | false;
  readonly prefixItems?: readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly patternProperties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

/** Zod writes every bound of a JavaScript integer. */
const GREATEST = Number.MAX_SAFE_INTEGER;

/** The JSON Schema (2020-12) of a message, open for readers, without what Zod writes around it. */
export function messageSchema(name: string, schema: z.ZodType): Node {
  const { $schema, ...made } = z.toJSONSchema(schema) as Node;
  return { $schema, title: name, ...simplified(made) };
}

function simplified(node: Node): Node {
  const { anyOf, maximum, additionalProperties, properties, items, prefixItems, ...rest } = node;
  if (anyOf !== undefined) return nullable(anyOf, rest);
  return {
    ...rest,
    ...(maximum === undefined || maximum === GREATEST ? {} : { maximum }),
    ...(additionalProperties === false ? { additionalProperties } : {}),
    ...(properties === undefined ? {} : withVariances(properties)),
    ...(prefixItems === undefined ? {} : tuple(prefixItems)),
    ...(items === undefined || items === false ? {} : { items: simplified(items) }),
  };
}

function nullable(anyOf: readonly Node[], rest: Node): Node {
  const other = anyOf.find(({ type }) => type !== 'null') ?? {};
  const { type, ...inner } = simplified(other);
  if (inner.enum !== undefined) return { ...rest, enum: [...inner.enum, null] };
  return { ...rest, type: [String(type), 'null'], ...inner };
}

function tuple(items: readonly Node[]): Node {
  const { length } = items;
  return { prefixItems: items.map(simplified), minItems: length, maxItems: length, items: false };
}

/** Variances as one pattern: each of them is said once, not beside every amount. */
function withVariances(properties: Readonly<Record<string, Node>>): Node {
  const isVariance = (name: string) => name.endsWith('Var') && Object.hasOwn(properties, name.slice(0, -3));
  const entries = Object.entries(properties);
  const named = entries.filter(([name]) => !isVariance(name)).map(([name, node]) => [name, simplified(node)]);
  const amounts = entries.filter(([name]) => isVariance(name)).map(([name]) => name.slice(0, -3));
  const pattern = {
    [`^(${amounts.join('|')})Var$`]: {
      ...{ type: 'number', minimum: 0, description: 'Variance of the amount. Adds up. Absent: not known.' },
    },
  };
  return {
    properties: Object.fromEntries(named),
    ...(amounts.length === 0 ? {} : { patternProperties: pattern }),
  };
}

const LONGEST_LINE = 120;

/** JSON with everything that fits on one line on one line. */
export function compactJson(value: unknown, indent = ''): string {
  const flat = JSON.stringify(value, undefined, 1)?.replaceAll(/\n\s*/g, ' ') ?? 'null';
  const isLeaf = typeof value !== 'object' || value === null;
  if (isLeaf || indent.length + flat.length <= LONGEST_LINE) return flat;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const lines = Object.entries(value).map(([key, item]) => {
    const name = Array.isArray(value) ? '' : `${JSON.stringify(key)}: `;
    return `${inner}${name}${compactJson(item, inner)}`;
  });
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

/** `rows[].doors[].in`: every field of a message, with its schema; variances as `*Var`. */
export function fieldPaths(node: Node, path = ''): [path: string, field: Node][] {
  if (node.items) return fieldPaths(node.items, `${path}[]`);
  const fields = [
    ...Object.entries(node.properties ?? {}),
    ...Object.values(node.patternProperties ?? {}).map((field): [string, Node] => ['*Var', field]),
  ];
  return fields.flatMap(([name, field]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [[at, field] as [string, Node], ...fieldPaths(field, at)];
  });
}

export interface ContractSize {
  /** Distinct paths over all the messages. */
  readonly paths: number;
  /** Names from the message down to the deepest field. */
  readonly depth: number;
  readonly lines: number;
}

/** How much there is to learn. */
export function contractSize(schemas: readonly Node[]): ContractSize {
  const paths = new Set(schemas.flatMap((schema) => fieldPaths(schema).map(([path]) => path)));
  return {
    paths: paths.size,
    depth: Math.max(...[...paths].map((path) => path.split('.').length)),
    lines: schemas.reduce((sum, schema) => sum + compactJson(schema).split('\n').length, 0),
  };
}
