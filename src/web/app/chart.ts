import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { axisLook, colourOf } from './chart-look.ts';
import { html } from './html.ts';
import type { QuarterRow } from './today-sums.ts';
import { t } from './words.ts';

const HEIGHT_PX = 200;

/** Entries as bars and occupancy as a line over the day; the same as a table for whoever cannot see it. */
export function Chart({
  rows,
  zone,
}: {
  readonly rows: readonly QuarterRow[];
  readonly zone: string;
}): VNode {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) return;
    const chart = draw(place.current, rows);
    const follow = new ResizeObserver(() =>
      chart.setSize({ width: place.current?.clientWidth ?? 300, height: HEIGHT_PX }),
    );
    follow.observe(place.current);
    return () => {
      follow.disconnect();
      chart.destroy();
    };
  }, [rows]);
  const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short', timeZone: zone });
  return html`<div ref=${place} aria-hidden="true"></div><details><summary>${t('asTable')}</summary><div class="scroll"><table>
    <thead><tr><th>${t('time')}</th><th class="number">${t('entries')}</th><th class="number">${t('occupancy')}</th></tr></thead>
    <tbody>${rows.map(
      (
        row,
      ) => html`<tr><th scope="row">${clock.format(row.at)}</th><td class="number">${row.entries ?? t('unknown')}</td>
      <td class="number">${row.occupancy === null ? t('unknown') : row.occupancy.toFixed(0)}</td></tr>`,
    )}</tbody></table></div></details>`;
}

function draw(place: HTMLElement, rows: readonly QuarterRow[]): uPlot {
  const colour = (name: string) => colourOf(name, place);
  const axis = axisLook(place);
  const bars = uPlot.paths.bars?.({ size: [0.8, 40] });
  return new uPlot(
    {
      width: place.clientWidth,
      height: HEIGHT_PX,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        // A quarter of an hour on each side: a day with one row still has a width.
        x: { range: (_plot, low, high) => [low - 900, high + 900] },
        y: { range: (_plot, _low, high) => [0, Math.max(4, high * 1.1)] },
      },
      axes: [axis, { ...axis, size: 40 }],
      series: [
        {},
        {
          label: t('entries'),
          fill: colour('--brand'),
          stroke: colour('--brand'),
          ...(bars === undefined ? {} : { paths: bars }),
        },
        { label: t('occupancy'), stroke: colour('--dot'), width: 2, spanGaps: false },
      ],
    },
    [
      rows.map(({ at }) => at / 1000),
      rows.map(({ entries }) => entries),
      rows.map(({ occupancy }) => occupancy),
    ],
    place,
  );
}
