import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { html } from '../kit/html.ts';
import { currentLocale, t } from '../kit/i18n.ts';
import { axisLook, pickColor } from './chart-look.ts';
import type { QuarterRow } from './day-totals.ts';

const HEIGHT_PX = 200;

/** Entries as bars and occupancy as a line over the day; also as a table, for screen readers. */
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
    const chart = draw(place.current, rows, zone);
    const follow = new ResizeObserver(() =>
      chart.setSize({ width: place.current?.clientWidth ?? 300, height: HEIGHT_PX }),
    );
    follow.observe(place.current);
    return () => {
      follow.disconnect();
      chart.destroy();
    };
  }, [rows]);
  const clock = new Intl.DateTimeFormat(currentLocale(), { timeStyle: 'short', timeZone: zone });
  return html`<p class="key" aria-hidden="true"><span><i class="bar"></i>${t('entries')}</span><span><i class="curve"></i>${t('occupancy')}</span></p><div ref=${place} aria-hidden="true"></div><details><summary>${t('asTable')}</summary><div class="scroll"><table>
    <thead><tr><th>${t('time')}</th><th class="number">${t('entries')}</th><th class="number">${t('occupancy')}</th></tr></thead>
    <tbody>${rows.map(
      (
        row,
      ) => html`<tr><th scope="row">${clock.format(row.at)}</th><td class="number">${row.entries ?? t('unknown')}</td>
      <td class="number">${row.occupancy === null ? t('unknown') : row.occupancy.toFixed(0)}</td></tr>`,
    )}</tbody></table></div></details>`;
}

function draw(place: HTMLElement, rows: readonly QuarterRow[], timeZone: string): uPlot {
  const colour = (name: string) => pickColor(name, place);
  const axis = axisLook(place);
  const clock = new Intl.DateTimeFormat(currentLocale(), { hour: '2-digit', minute: '2-digit', timeZone });
  const times = {
    values: (_plot: uPlot, seconds: number[]) => seconds.map((at) => clock.format(at * 1000)),
    space: 60,
  };
  const bars = uPlot.paths.bars?.({ size: [0.8, 40] });
  return new uPlot(
    {
      width: place.clientWidth,
      height: HEIGHT_PX,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        // 15 minutes on each side: a day with one row still has a width.
        x: { range: (_plot, low, high) => [low - 900, high + 900] },
        y: { range: (_plot, _low, high) => [0, Math.max(4, high * 1.1)] },
      },
      axes: [
        { ...axis, ...times },
        { ...axis, size: 36 },
      ],
      hooks: { drawClear: [(plot) => shadeUnknown(plot, rows, colour('--rule'))] },
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

/** Quarters that no sensor saw stay grey: unknown is not zero. */
function shadeUnknown({ ctx, bbox, valToPos }: uPlot, rows: readonly QuarterRow[], colour: string): void {
  ctx.fillStyle = colour;
  for (const { at, entries } of rows) {
    if (entries !== null) continue;
    const [from, to] = [valToPos(at / 1000 - 450, 'x', true), valToPos(at / 1000 + 450, 'x', true)];
    ctx.fillRect(from, bbox.top, to - from, bbox.height);
  }
}
