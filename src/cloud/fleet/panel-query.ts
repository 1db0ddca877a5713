import type { PanelName, PanelValues } from '../../ports/fleet.ts';
import { readSql } from '../sql-files.ts';

/** A value of psql's kind, `:'tenant'`, or the list `:stores`; not the `::` of a cast. */
const VARIABLE = /(?<!:):(?:'(\w+)'|(stores)\b)/g;

export interface BoundQuery {
  readonly text: string;
  readonly values: readonly string[];
}

const texts = new Map<PanelName, string>();

/** The statement without its comments. */
export function panelText(name: PanelName): string {
  const known = texts.get(name);
  if (known !== undefined) return known;
  const text = readSql(`panels/${name}`).replaceAll(/^--.*\n/gm, '');
  texts.set(name, text);
  return text;
}

/** Puts another text in place of each variable; throws at one that panels do not have. */
export function replaceVariables(text: string, toText: (variable: keyof PanelValues) => string): string {
  return text.replaceAll(VARIABLE, (_, quoted?: string, list?: string) =>
    toText((quoted ?? list) as keyof PanelValues),
  );
}

/** The statement with numbered parameters: no value becomes a part of its text. */
export function bindPanel(name: PanelName, panel: PanelValues): BoundQuery {
  const values: string[] = [];
  const add = (value: string, type: string) => `$${values.push(value)}::${type}`;
  const text = replaceVariables(panelText(name), (variable) => {
    const value = panel[variable];
    return typeof value === 'string' ? add(value, 'text') : value.map((one) => add(one, 'text')).join(', ');
  });
  return { text, values };
}
