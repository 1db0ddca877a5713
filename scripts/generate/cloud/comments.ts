import type { Node } from '../messages/json-schema.ts';
import { COLUMN_FIELDS } from './column-fields.ts';
import { COLUMN_TEXTS } from './column-texts.ts';
import { TABLE_TEXTS, VIEW_COLUMN_TEXTS } from './view-texts.ts';

/** SQL that gives every table, view and column its comment. What a message's schema says is taken from there. */
export function commentsSql(schemas: Readonly<Record<string, Node>>): string {
  const fields = Object.entries(COLUMN_FIELDS).map(
    ([column, path]) => [column, fieldText(schemas, path)] as const,
  );
  const texts = [...fields, ...Object.entries(COLUMN_TEXTS), ...Object.entries(VIEW_COLUMN_TEXTS)];
  const tables = Object.entries(TABLE_TEXTS).map(
    ([table, text]) => `COMMENT ON ${kindOf(table)} ${table} IS ${quote(text)};`,
  );
  const values = texts.map(([column, text]) => `    (${quote(column)}, ${quote(text)})`);
  return [
    '-- Made from the schemas of messages and from scripts/generate/cloud by `npm run generate`.',
    ...tables,
    '-- A text of table.column goes before that of the column alone.',
    'DO $$',
    'DECLARE',
    '  place record;',
    'BEGIN',
    '  FOR place IN',
    '    SELECT DISTINCT ON (c.oid, a.attnum) c.oid::regclass AS place, attname, text',
    '    FROM (VALUES',
    values.join(',\n'),
    '    ) AS said(name, text)',
    "    JOIN pg_attribute a ON attname = name OR attname = split_part(name, '.', 2)",
    "    JOIN pg_class c ON c.oid = attrelid AND (attname = name OR relname = split_part(name, '.', 1))",
    "    WHERE relnamespace IN ('lintel'::regnamespace, 'kpi'::regnamespace) AND relkind IN ('r', 'p', 'v') AND attnum > 0",
    '      AND NOT relispartition',
    "    ORDER BY c.oid, a.attnum, name NOT LIKE '%.%'",
    '  LOOP',
    "    EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', place.place, place.attname, place.text);",
    '  END LOOP;',
    'END $$;',
    '',
  ].join('\n');
}

/** Views of the schema with the tables. */
const INNER_VIEWS = /^lintel\.(visible_\w+|gap|newest_row|alert_(?!rule|sent)\w+)$/;

function kindOf(table: string): 'VIEW' | 'TABLE' {
  return table.startsWith('kpi.') || INNER_VIEWS.test(table) ? 'VIEW' : 'TABLE';
}

/** Description of a field: `count.rows.doors.err`. Amounts that may be null say what null is. */
function fieldText(schemas: Readonly<Record<string, Node>>, path: string): string {
  const [message = '', ...names] = path.split('.');
  let node = schemas[message];
  for (const name of names) {
    const list = node?.items;
    node = (typeof list === 'object' ? list : node)?.properties?.[name];
  }
  if (node?.description === undefined) throw new Error(`no description of ${path}`);
  const isNullable = Array.isArray(node.type) && node.type.includes('null');
  const text = node.description.replaceAll('`', '');
  return isNullable && !text.includes('Null') ? `${text} NULL: nobody looked, or it is not set up.` : text;
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
