/** The part of JSON Schema that the settings use. */
export interface SettingSchema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SettingSchema>>;
  readonly items?: SettingSchema | false;
  readonly prefixItems?: readonly SettingSchema[];
  readonly anyOf?: readonly SettingSchema[];
  readonly oneOf?: readonly SettingSchema[];
}

/** One setting as a line of a table. */
interface SettingRow {
  /** Dotted from the top of the page. `[]`: an entry of a list. */
  readonly path: string;
  readonly value: string;
  readonly otherwise: string;
  readonly meaning: string;
}

const NEEDED = '**needed**';

/** Every setting below `schema`, parents before children. */
export function settingRows(schema: SettingSchema, prefix = ''): SettingRow[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).flatMap(([name, child]) => [
    rowOf(`${prefix}${name}`, child, required.has(name)),
    ...rowsBelow(child, `${prefix}${name}`),
  ]);
}

function rowsBelow(schema: SettingSchema, path: string): SettingRow[] {
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  const rows = [
    ...settingRows(schema, `${path}.`),
    ...choices.flatMap((choice) => rowsBelow(choice, path).map(asChoice)),
    ...(schema.items ? rowsBelow(schema.items, `${path}[]`) : []),
  ];
  return [...new Map(rows.map((row) => [row.path, row])).values()];
}

/** What one choice needs, another does not have. */
function asChoice(row: SettingRow): SettingRow {
  return row.otherwise === NEEDED ? { ...row, otherwise: 'a choice' } : row;
}

function rowOf(path: string, schema: SettingSchema, isRequired: boolean): SettingRow {
  return {
    path,
    value: allowedOf(schema),
    otherwise: isRequired ? NEEDED : defaultOf(schema),
    meaning: meaningOf(schema),
  };
}

function meaningOf({ title, description }: SettingSchema): string {
  return [title, description].filter((text) => text !== undefined).join(': ');
}

function defaultOf({ default: value }: SettingSchema): string {
  return value === undefined || typeof value === 'object' ? '' : `\`${JSON.stringify(value)}\``;
}

function allowedOf(schema: SettingSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(', ');
  if (schema.prefixItems) return `[${schema.prefixItems.map(allowedOf).join(', ')}]`;
  if (schema.type === 'array') return `list of ${schema.items ? allowedOf(schema.items) : 'values'}`;
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  if (choices.length > 0) return [...new Set(choices.map(allowedOf))].join(' or ');
  return [kindOf(schema), rangeOf(schema)].filter(Boolean).join(' ');
}

function kindOf({ type }: SettingSchema): string {
  const kinds: Readonly<Record<string, string>> = {
    string: 'text',
    boolean: 'true or false',
    object: 'section',
  };
  return kinds[type ?? ''] ?? type ?? 'value';
}

function rangeOf({ minimum, exclusiveMinimum, maximum }: SettingSchema): string {
  const from = minimum ?? exclusiveMinimum;
  if (from === undefined || maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER) return '';
  return `${from}–${maximum}`;
}
