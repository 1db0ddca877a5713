import { panelText, replaceVariables } from '../../../src/cloud/fleet/panel-query.ts';
import type { PanelName, PanelValues } from '../../../src/ports/fleet.ts';

/**
 * Grafana's range is of instants in the reader's time zone, panels ask for local days. So many hours later and earlier, both ends
 * lie within the days that the reader means, from UTC−10 (Honolulu) to UTC+13 (Auckland's summer).
 */
const FIRST = `(($__timeFrom()::timestamptz + interval '13 hours') AT TIME ZONE 'UTC')::date`;
const LAST = `(($__timeTo()::timestamptz - interval '10 hours 30 minutes') AT TIME ZONE 'UTC')::date`;

/** A variable of the dashboard, always quoted. */
export function quoted(variable: string): string {
  return `\${${variable}:sqlstring}`;
}

const MACROS: Readonly<Record<keyof PanelValues, string>> = {
  tenant: quoted('tenant'),
  region: quoted('region'),
  stores: quoted('store'),
  versus: quoted('versus'),
  first: FIRST,
  last: LAST,
};

/** The panel's statement with Grafana's variables and macros in place of its own. */
export function grafanaSql(name: PanelName): string {
  return replaceVariables(panelText(name), (variable) => MACROS[variable]).trim();
}
