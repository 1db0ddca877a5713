import type { SimReport } from '../../sim/report/sim-report.ts';
import { enough, SWEEP_METRICS } from '../../sim/report/sweep.ts';
import { table } from '../process/terminal.ts';
import type { Sweep } from './run-sweep.ts';

/** Formats the report for a terminal: counts of the whole run, then how often the intervals contain the true count. */
export function reportText({
  title,
  seed,
  truth,
  comparisons,
  intervals,
  zones,
  unknowns,
}: SimReport): string {
  const rows = comparisons
    .filter(({ span }) => span === 'whole')
    .map((c) => {
      const inUnit = (value: number) => amount(c.metric, value);
      return [
        c.metric,
        c.of,
        c.n === 0 ? '–' : inUnit(c.truthMean),
        c.n === 0 ? '–' : inUnit(c.estimateMean),
        c.errorShare === null ? '–' : percent(c.errorShare),
        `${Math.round(100 * c.coverageMean)} %`,
      ];
    });
  const held = intervals.map(({ metric, n, holding, share }) => [
    metric,
    String(n),
    String(holding),
    percent(share),
  ]);
  const parts = [
    `${title}, seed ${seed}: ${truth.store.visitors} visitors, ${truth.store.passersBy} passers-by, ${truth.store.sales} sales`,
    table([['number', 'of', 'truth', 'published', 'error', 'coverage'], ...rows]),
    ...(held.length === 0
      ? []
      : [table([['95 % intervals of', 'given', 'hold the truth', 'share'], ...held])]),
    ...unknowns.map(({ metric, of, why }) => `${metric} of ${of}: ${why}`),
    ...zones.flatMap(({ zone, reasons }) => (reasons.length === 0 ? [] : [`${zone}: ${reasons.join('; ')}`])),
  ];
  return parts.join('\n\n');
}

/** Formats the results of a sweep for a terminal, one line per run. */
export function sweepText({ axes, rows }: Pick<Sweep, 'axes' | 'rows'>): string {
  const names = Object.keys(SWEEP_METRICS);
  const best = enough(rows);
  const body = rows.map((row) => [
    ...row.values,
    ...names.map((name) => {
      const error = row.errors[name] ?? null;
      return error === null ? '–' : percent(error);
    }),
    row === best ? 'enough' : '',
  ]);
  const head = [...axes.map(({ name }) => name), ...names, ''];
  return `${table([head, ...body])}\n\nErrors of all zones and doors together, none cancelling another, as a share of the truth.`;
}

function amount(metric: string, value: number): string {
  return metric.endsWith('Ms') ? `${(value / 1000).toFixed(1)} s` : value.toFixed(1);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
