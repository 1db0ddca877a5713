import { z } from 'zod';

type Schemas = Readonly<Record<string, z.ZodType>>;

interface Node {
  readonly title?: string;
  readonly description?: string;
  readonly unit?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly anyOf?: readonly Node[];
  readonly items?: Node;
  readonly prefixItems?: readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
}

const INTRODUCTION = `# The contract

What a gateway publishes, the commands that it follows, and what each field means. Made from the schemas by \`npm run generate\`; the same schemas are
in \`*.schema.json\`, as an AsyncAPI 3 document in \`asyncapi.yaml\`, with an example of every message beside them.

Topics are \`lintel/v1/<tenant>/<store>/<gateway>/<message>\`, payloads JSON, QoS 1.

How to receive:
- Messages come at least once. The same window has the same \`key\`; keep the highest \`revision\` of a gateway, start and duration.
- Windows of 15 minutes and longer repeat the shorter ones they cover: add up only the longest that covers a time.
- \`seq\` rises by row and is never reused. A hole in it is a window not yet arrived, or one the device had no room for:
  ask for it with a \`ResendRows\` command; the response says which numbers will never come, and why.
- A number is \`null\` when nothing was live to count it. An outage is never 0; \`coverage\` says how much of the window was seen.
- Counts of few people are \`null\` and named in \`suppressed\` (rules: egress.md); a window of 15 minutes with all amounts follows. It repeats the shorter ones: add up windows of one length only.
- \`definition\` names what was counted and with which thresholds. Numbers with different definitions do not compare.
`;

/** The reference page: every field of every message, with its unit, meaning, and when it is null. */
export function contractPage(schemas: Schemas, examples: Readonly<Record<string, unknown>>): string {
  const sections = Object.entries(schemas).map(([name, schema]) => {
    const node = z.toJSONSchema(schema) as Node;
    const rows = fieldsOf(node, '').map((row) => `| ${row.join(' | ')} |`);
    const example = JSON.stringify(examples[name], undefined, 2);
    return [
      `## ${name}`,
      node.description ?? '',
      '| Field | Type | Unit | Meaning |\n|---|---|---|---|',
      rows.join('\n'),
      `<details><summary>Example</summary>\n\n\`\`\`json\n${example}\n\`\`\`\n\n</details>`,
    ]
      .join('\n\n')
      .replace('|---|---|---|---|\n\n|', '|---|---|---|---|\n|');
  });
  return `${[INTRODUCTION, ...sections].join('\n')}\n`;
}

function fieldsOf(node: Node, path: string): string[][] {
  const inner = node.anyOf?.find((branch) => branch.type !== 'null') ?? node;
  if (inner.items?.properties !== undefined) return fieldsOf(inner.items, `${path}[]`);
  return Object.entries(inner.properties ?? {}).flatMap(([key, child]) => {
    const at = path === '' ? key : `${path}.${key}`;
    const row = [`\`${at}\``, typeOf(child), child.unit ?? '', `${child.description ?? child.title ?? ''}`];
    return [row, ...fieldsOf(child, at)];
  });
}

function typeOf(node: Node): string {
  if (node.const !== undefined) return `\`${JSON.stringify(node.const)}\``;
  if (node.enum !== undefined) return node.enum.map((value) => `\`${String(value)}\``).join(' or ');
  if (node.anyOf !== undefined) return node.anyOf.map(typeOf).join(' or ');
  return node.format === 'date-time' ? 'ISO 8601 time' : (node.type ?? 'any');
}
