import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { DwellBin } from '../../../core/model/dwell-bin.ts';
import { toDurations } from '../../../core/statistics/quantile-sketch.ts';
import { survivalCurve } from '../../../core/statistics/survival.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import { axisLook, pickColor } from './chart-look.ts';

const HEIGHT_PX = 170;

/** Share of visits that last at least this long; a visit without an observed end counts up to its last sighting. */
export function SurvivalChart({ bins }: { readonly bins: readonly DwellBin[] }): VNode {
  const place = useRef<HTMLDivElement>(null);
  const curve = survivalCurve(toDurations(bins));
  useEffect(() => {
    if (place.current === null || curve.length === 0) return;
    const chart = draw(
      place.current,
      [0, ...curve.map(({ length }) => length / 1000)],
      [100, ...curve.map(({ survival }) => 100 * survival)],
    );
    return () => chart.destroy();
  }, [bins]);
  if (curve.length === 0) return html`<p class="quiet">${t('tooFew')}</p>`;
  return html`<p class="quiet">${t('survivalHow')}</p><div ref=${place} aria-hidden="true"></div>
    <details><summary>${t('asTable')}</summary><table><thead><tr><th class="number">${t('stay')}</th><th class="number">${t('stillThere')}</th></tr></thead>
    <tbody>${curve.map(({ length, survival }) => html`<tr><td class="number">${(length / 1000).toFixed(1)} s</td><td class="number">${(100 * survival).toFixed(0)} %</td></tr>`)}</tbody></table></details>`;
}

function draw(place: HTMLElement, seconds: readonly number[], shares: readonly number[]): uPlot {
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  const axis = axisLook(place);
  return new uPlot(
    {
      width: place.clientWidth,
      height: HEIGHT_PX,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false }, y: { range: [0, 100] } },
      axes: [
        { ...axis, values: (_plot, values) => values.map((value) => `${value} s`) },
        { ...axis, size: 56, values: (_plot, values) => values.map((value) => `${value} %`) },
      ],
      series: [
        {},
        {
          label: t('stillThere'),
          stroke: pickColor('--brand', place),
          width: 2,
          ...(stepped === undefined ? {} : { paths: stepped }),
        },
      ],
    },
    [[...seconds], [...shares]],
    place,
  );
}
