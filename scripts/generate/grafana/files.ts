import type { DashboardPlan, PanelPlan } from './dashboards.ts';
import { DASHBOARDS } from './dashboards.ts';
import { grafanaSql, quoted } from './grafana-sql.ts';

/** The model that Grafana 10.4 and later read; each later one upgrades it, and none goes back. */
const SCHEMA_VERSION = 39;
const COLUMNS = 24;
const SOURCE = { type: 'grafana-postgresql-datasource', uid: '$datasource' };

/** Name in the project → dashboard, in the plain form that provisioning reads. */
export function grafanaFiles(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    DASHBOARDS.map((plan) => [
      `deploy/grafana/dashboards/${plan.folder}/${plan.uid}.json`,
      `${JSON.stringify(dashboard(plan), undefined, 2)}\n`,
    ]),
  );
}

function dashboard({ uid, title, from, panels }: DashboardPlan): object {
  return {
    ...{ id: null, uid, title, tags: ['lintel'], schemaVersion: SCHEMA_VERSION, version: 1, editable: false },
    ...{ timezone: 'browser', time: { from, to: 'now-1d/d' }, refresh: '5m', graphTooltip: 0 },
    annotations: { list: [] },
    links: [
      {
        type: 'dashboards',
        tags: ['lintel'],
        title: 'Lintel',
        asDropdown: false,
        includeVars: true,
        keepTime: true,
      },
    ],
    templating: { list: VARIABLES },
    panels: place(panels).map(([plan, gridPos], index) => panel(plan, gridPos, index + 1)),
  };
}

interface GridPos {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** From left to right, in rows of 24 columns. */
function place(panels: readonly PanelPlan[]): readonly (readonly [PanelPlan, GridPos])[] {
  let [x, y, rowHeight] = [0, 0, 0];
  return panels.map((plan) => {
    const { width: w = COLUMNS, height: h = 9 } = plan;
    if (x + w > COLUMNS) [x, y, rowHeight] = [0, y + rowHeight, 0];
    const at = { x, y, w, h };
    [x, rowHeight] = [x + w, Math.max(rowHeight, h)];
    return [plan, at] as const;
  });
}

function panel(plan: PanelPlan, gridPos: GridPos, id: number): object {
  const { panel: name, title, about = '', type = 'table', units = {}, shows } = plan;
  return {
    ...{ id, type, title, description: about, gridPos, datasource: SOURCE },
    fieldConfig: {
      defaults: {},
      overrides: Object.entries(units).map(([column, unit]) => unitOf(column, unit)),
    },
    options:
      type === 'barchart' ? { xField: shows?.[0], legend: { displayMode: 'list', placement: 'bottom' } } : {},
    targets: [
      {
        refId: 'A',
        datasource: SOURCE,
        format: 'table',
        rawQuery: true,
        editorMode: 'code',
        rawSql: grafanaSql(name),
      },
    ],
    transformations:
      shows === undefined ? [] : [{ id: 'filterFieldsByName', options: { include: { names: shows } } }],
  };
}

function unitOf(column: string, unit: string): object {
  return { matcher: { id: 'byName', options: column }, properties: [{ id: 'unit', value: unit }] };
}

/** Grafana puts the value for "All" in as it is, without quotes: so they are in it. */
const EVERY = "'__all'";
const SHARED = { type: 'query', datasource: SOURCE, refresh: 1, hide: 0, skipUrlSync: false };

const VARIABLES: readonly object[] = [
  {
    name: 'datasource',
    label: 'Database',
    type: 'datasource',
    query: 'grafana-postgresql-datasource',
    refresh: 1,
    hide: 0,
  },
  {
    ...SHARED,
    name: 'tenant',
    label: 'Tenant',
    query: 'SELECT DISTINCT tenant FROM kpi.store ORDER BY tenant',
    sort: 0,
  },
  {
    ...{ ...SHARED, name: 'region', label: 'Region', includeAll: true, allValue: EVERY, sort: 0 },
    query: `SELECT DISTINCT region FROM kpi.store WHERE tenant = ${quoted('tenant')} AND region IS NOT NULL ORDER BY region`,
    current: { text: 'All', value: '$__all' },
  },
  {
    ...{ ...SHARED, name: 'store', label: 'Store', multi: true, includeAll: true, allValue: EVERY, sort: 0 },
    query:
      `SELECT coalesce(name, store) AS __text, store AS __value FROM kpi.store WHERE tenant = ${quoted('tenant')} ` +
      `AND (${quoted('region')} = '__all' OR region = ${quoted('region')}) ORDER BY 1`,
    current: { text: ['All'], value: ['$__all'] },
  },
  {
    ...{ name: 'versus', label: 'Against', type: 'custom', hide: 0, multi: false, includeAll: false },
    query:
      'same weekdays of 8 weeks : weekday, a week before : week, four weeks before : month, 52 weeks before : year',
    current: { text: 'same weekdays of 8 weeks', value: 'weekday', selected: true },
    options: [
      { text: 'same weekdays of 8 weeks', value: 'weekday', selected: true },
      { text: 'a week before', value: 'week', selected: false },
      { text: 'four weeks before', value: 'month', selected: false },
      { text: '52 weeks before', value: 'year', selected: false },
    ],
  },
];
