import { readName } from '../../../core/insights/figure.ts';
import { isoTime } from '../../../core/time/iso-time.ts';
import { download } from '../kit/download.ts';
import { getUnit } from './number-format.ts';
import type { PageContext } from './page-context.ts';
import { getThingName } from './thing-name.ts';
import { phraseName } from './words.ts';

const HEAD = [
  'number',
  'of',
  'from',
  'to',
  'value',
  'low',
  'high',
  'unit',
  'seen',
  'events',
  'definition',
  'usual',
  'id',
];

/**
 * Lists every number of the page as CSV (RFC 4180), first for the whole period and then for each step. Each has its
 * unit, interval, coverage and definition.
 */
export function listCsv({ view, shop }: Pick<PageContext, 'view' | 'shop'>): string {
  const name = (key: string) => [phraseName(readName(key)), getThingName(shop, key)];
  const unit = (key: string) => (getUnit(key) === 'share' ? '0-1' : getUnit(key));
  const whole = Object.entries(view.figures).map(([key, { value, low, high, coverage, n, definition }]) => [
    ...name(key),
    ...[isoTime(view.startMs), isoTime(view.endMs), value, low, high, unit(key), coverage, n, definition],
    ...[view.usual[key]?.value ?? null, key],
  ]);
  const steps = Object.entries(view.series).flatMap(([key, { value, low, high, seen }]) =>
    view.steps.map((startMs, i) => [
      ...name(key),
      ...[
        isoTime(startMs),
        isoTime(view.steps[i + 1] ?? view.endMs),
        value[i],
        low?.[i],
        high?.[i],
        unit(key),
      ],
      ...[
        seen?.[i] ?? 1,
        null,
        view.figures[key]?.definition,
        key === 'entries' ? view.usualEntries[i] : null,
        key,
      ],
    ]),
  );
  return [HEAD, ...whole, ...steps].map((row) => row.map(toField).join(',')).join('\r\n');
}

/** Converts a value to a CSV field. Puts a sign before a text that a spreadsheet would otherwise run as a formula. */
function toField(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function downloadCsv(context: PageContext): void {
  // The byte order mark tells spreadsheets that the file is UTF-8.
  download(new Blob(['\uFEFF', listCsv(context)], { type: 'text/csv' }), fileName(context, 'csv'));
}

export function fileName({ view, shop }: PageContext, ending: string): string {
  const span = view.from === view.to ? view.from : `${view.from}_${view.to}`;
  return `${shop.store.id}-${span}.${ending}`;
}
