// What Grafana does with a dashboard's file, without Grafana: finds its queries, and expands variables and macros.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../../deploy/grafana/dashboards');

interface Target {
  readonly rawSql: string;
  readonly rawQuery: boolean;
  readonly format: string;
}

export interface GrafanaPanel {
  readonly title: string;
  readonly targets?: readonly Target[];
  readonly panels?: readonly GrafanaPanel[];
  readonly transformations?: readonly {
    readonly options: { readonly include: { readonly names: readonly string[] } };
  }[];
  readonly fieldConfig: { readonly overrides: readonly { readonly matcher: { readonly options: string } }[] };
}

export interface Dashboard {
  readonly file: string;
  readonly id: null;
  readonly uid: string;
  readonly schemaVersion: number;
  readonly panels: readonly GrafanaPanel[];
  readonly templating: { readonly list: readonly Variable[] };
}

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly query: string;
  readonly allValue?: string;
}

export function readDashboards(): readonly Dashboard[] {
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({
      file,
      ...(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Omit<Dashboard, 'file'>),
    }));
}

/** Panels in rows too. */
export function allPanels({ panels }: { readonly panels: readonly GrafanaPanel[] }): readonly GrafanaPanel[] {
  return panels.flatMap((panel) => [panel, ...allPanels({ panels: panel.panels ?? [] })]);
}

export interface GrafanaChoice {
  readonly tenant: string;
  /** Null: All. */
  readonly region: string | null;
  readonly store: readonly string[] | null;
  readonly versus: string;
  readonly from: Date;
  readonly to: Date;
}

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** The SQL that reaches the database. Throws at a variable or macro that Grafana would leave in. */
export function expandMacros(
  sql: string,
  { templating }: Pick<Dashboard, 'templating'>,
  choice: GrafanaChoice,
): string {
  const toText = (name: string, format: string | undefined): string => {
    const variable = templating.list.find((one) => one.name === name);
    const value = Object.entries(choice).find(([key]) => key === name)?.[1] as
      | string
      | readonly string[]
      | null
      | undefined;
    if (variable === undefined || value === undefined || format !== 'sqlstring')
      throw new Error(`\${${name}:${format}} is no variable of the dashboard, or is not quoted`);
    // A value of its own for "All" is put in as it is.
    if (value === null) return variable.allValue ?? '';
    return [value].flat().map(quote).join(',');
  };
  const expanded = sql
    .replaceAll(/\$\{(\w+)(?::(\w+))?\}/g, (_, name: string, format?: string) => toText(name, format))
    .replaceAll('$__timeFrom()', quote(choice.from.toISOString()))
    .replaceAll('$__timeTo()', quote(choice.to.toISOString()));
  if (expanded.includes('$'))
    throw new Error(
      `an unknown macro is left in: ${expanded.slice(expanded.indexOf('$'), expanded.indexOf('$') + 40)}`,
    );
  return expanded;
}
