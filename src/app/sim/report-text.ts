import type { SimReport } from '../../sim/sim-report.ts';
import { table } from '../terminal.ts';

/** The report in a terminal: every number over the whole run, then how often intervals hold. */
export function reportText({ title, seed, truth, comparisons, intervals, zones }: SimReport): string {
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
    ...zones.flatMap(({ zone, reasons }) => (reasons.length === 0 ? [] : [`${zone}: ${reasons.join('; ')}`])),
  ];
  return parts.join('\n\n');
}

function amount(metric: string, value: number): string {
  return metric.endsWith('Ms') ? `${(value / 1000).toFixed(1)} s` : value.toFixed(1);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
