import type { PanelName, PanelValues } from '../../ports/fleet.ts';
import { readSql } from '../sql-files.ts';

/** Matches variables in the notation of psql: `:'tenant'`, or the list `:stores`. Does not match casts (`::`). */
const VARIABLE = /(?<!:):(?:'(\w+)'|(stores)\b)/g;

export interface BoundQuery {
  readonly text: string;
  readonly values: readonly string[];
}

const texts = new Map<PanelName, string>();

/** Returns the SQL statement of a panel, without comments. */
export function panelText(name: PanelName): string {
  const known = texts.get(name);
  if (known !== undefined) return known;
  const text = readSql(`panels/${name}`).replaceAll(/^--.*\n/gm, '');
  texts.set(name, text);
  return text;
}

/** Replaces each variable by the result of `toText`. */
export function replaceVariables(text: string, toText: (variable: keyof PanelValues) => string): string {
  return text.replaceAll(VARIABLE, (_, quoted?: string, list?: string) =>
    toText((quoted ?? list) as keyof PanelValues),
  );
}

/**
 * Returns the statement with numbered parameters. Values are passed separately and never become part of the SQL text.
 */
export function bindPanel(name: PanelName, panel: PanelValues): BoundQuery {
  const values: string[] = [];
  const add = (value: string, type: string) => `$${values.push(value)}::${type}`;
  const text = replaceVariables(panelText(name), (variable) => {
    const value = panel[variable];
    return typeof value === 'string' ? add(value, 'text') : value.map((one) => add(one, 'text')).join(', ');
  });
  return { text, values };
}
