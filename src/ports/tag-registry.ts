import { z } from 'zod';
import { TAG_KINDS } from '../core/model/ids.ts';

const hexOf = (bytes: number, title: string) =>
  z
    .string()
    .transform((text) => text.replace(/[-:\s]/g, '').toLowerCase())
    .pipe(z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`), `${bytes} bytes as hexadecimal`))
    .meta({ title });

const uint16 = (title: string) => z.int().min(0).max(0xffff).meta({ title });

/**
 * How to recognise a tag: by its adverts' content, by a constant address, or by the resolving key (IRK) of a registered
 * phone. A tag that was registered by holding it near a receiver has only a digest. This is a hash of its content or
 * address with the store's key.
 */
const match = z
  .union([
    z.strictObject({
      uuid: hexOf(16, 'iBeacon or AltBeacon UUID'),
      major: uint16('Major'),
      minor: uint16('Minor'),
    }),
    z.strictObject({ namespace: hexOf(10, 'Eddystone namespace'), instance: hexOf(6, 'Eddystone instance') }),
    z.strictObject({ mac: hexOf(6, 'Address') }),
    z.strictObject({ irk: hexOf(16, 'Identity resolving key') }),
    z.strictObject({ digest: hexOf(16, 'Digest of a tag that was held near') }),
  ])
  .meta({
    title: 'Known by',
    description:
      'An address only where it never changes; the resolving key only of a phone its owner enrolled; a digest comes from the console.',
  });

export const tagSettings = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'lower-case letters, digits and dashes, at most 63')
      .meta({ title: 'Tag', examples: ['trolley-7'] }),
    kind: z.enum(TAG_KINDS).meta({ title: 'Kind' }),
    match,
    bindKey: hexOf(16, 'BTHome bind key').optional(),
  })
  .meta({ title: 'Registered tag' });

export type TagSettings = z.output<typeof tagSettings>;

/** Largest number of registered tags: enough for all trolleys and products of a large store. */
const MAX_TAGS = 5_000;

export const tagRegistry = z
  .array(tagSettings)
  .max(MAX_TAGS)
  .superRefine((tags, context) => {
    const seen = new Map<string, string>();
    for (const [index, { id, match: by }] of tags.entries()) {
      for (const key of [`id ${id}`, JSON.stringify(by)]) {
        const first = seen.get(key);
        if (first !== undefined) {
          context.addIssue({ code: 'custom', path: [index], message: `is the same tag as '${first}'` });
        }
        seen.set(key, id);
      }
    }
  })
  .meta({ title: 'Registered tags' });

const COLUMNS = [
  'id',
  'kind',
  'uuid',
  'major',
  'minor',
  'namespace',
  'instance',
  'mac',
  'irk',
  'bindKey',
] as const;

export type TagImport =
  | { readonly tags: readonly TagSettings[]; readonly problems: readonly [] }
  | { readonly tags: undefined; readonly problems: readonly string[] };

/**
 * Reads a table of tags, separated by commas or semicolons. The first line names the columns: id and kind, then as
 * needed uuid, major, minor, namespace, instance, mac, irk and bindKey. Imports all tags or none. Problems name the
 * number of the line, never its content.
 */
export function importTags(csv: string): TagImport {
  const lines = csv.split(/\r?\n/).map((line) => line.trim());
  const header = lines.findIndex((line) => line !== '');
  const separator = lines[header]?.includes(';') === true ? ';' : ',';
  const names = cells(lines[header] ?? '', separator);
  const unknown = names.filter((name) => !COLUMNS.some((column) => column === name));
  if (unknown.length > 0 || !names.includes('id')) {
    return { tags: undefined, problems: [`line ${header + 1}: columns must be of ${COLUMNS.join(', ')}`] };
  }
  const rows = lines
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line, number }) => number > header + 1 && line !== '')
    .map(({ line, number }) => ({ number, row: toRow(names, cells(line, separator)) }));
  const checked = tagRegistry.safeParse(rows.map(({ row }) => row));
  if (checked.success) return { tags: checked.data, problems: [] };
  const problems = checked.error.issues.map(({ path: [index, ...rest], message }) => {
    const line = typeof index === 'number' ? `line ${rows[index]?.number}` : 'table';
    return `${line}${rest.length > 0 ? `, ${rest.join('.')}` : ''}: ${message}`;
  });
  return { tags: undefined, problems };
}

function cells(line: string, separator: string): string[] {
  return line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}

/**
 * Turns cells into a row: empty cells are absent, numbers become numbers. All columns but id, kind and bindKey go into
 * `match`.
 */
function toRow(names: readonly string[], values: readonly string[]): Record<string, unknown> {
  const filled = names
    .map((name, i) => [name, values[i] ?? ''] as const)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => [name, name === 'major' || name === 'minor' ? Number(value) : value] as const);
  const own = ['id', 'kind', 'bindKey'];
  return {
    ...Object.fromEntries(filled.filter(([name]) => own.includes(name))),
    match: Object.fromEntries(filled.filter(([name]) => !own.includes(name))),
  };
}
