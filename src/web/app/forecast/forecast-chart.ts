import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { ForecastHourView } from '../../../ports/console/console-forecast.ts';
import { axisLook, pickColor } from '../kit/chart-look.ts';
import { html } from '../kit/html.ts';
import { currentLocale, t } from '../kit/i18n.ts';

const HEIGHT_PX = 200;
const HOUR_S = 3_600;

interface Props {
  readonly hours: readonly ForecastHourView[];
  readonly zone: string;
}

/** The expected line in its 80 % band, and what was counted as bars; the table beside it says the same. */
export function ForecastChart({ hours, zone }: Props): VNode {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) return;
    const chart = draw(place.current, hours, zone);
    const follow = new ResizeObserver(() =>
      chart.setSize({ width: place.current?.clientWidth ?? 300, height: HEIGHT_PX }),
    );
    follow.observe(place.current);
    return () => {
      follow.disconnect();
      chart.destroy();
    };
  }, [hours]);
  return html`<p class="key" aria-hidden="true"><span><i class="bar"></i>${t('counted')}</span><span><i class="curve"></i>${t('expected')}</span><span><i class="band"></i>${t('bandOf', { n: 80 })}</span></p>
    <div ref=${place} aria-hidden="true"></div>`;
}

function draw(place: HTMLElement, hours: readonly ForecastHourView[], timeZone: string): uPlot {
  const colour = (name: string) => pickColor(name, place);
  const axis = axisLook(place);
  const bars = uPlot.paths.bars?.({ size: [0.8, 40] });
  const edge = { stroke: 'transparent', points: { show: false } };
  return new uPlot(
    {
      width: place.clientWidth,
      height: HEIGHT_PX,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { range: (_plot, low, high) => [low - HOUR_S / 2, high + HOUR_S / 2] },
        y: { range: (_plot, _low, high) => [0, Math.max(4, high * 1.1)] },
      },
      axes: [
        { ...axis, values: (_plot, at) => labels(at, timeZone), space: 70 },
        { ...axis, size: 44 },
      ],
      series: [
        {},
        {
          ...{ fill: colour('--brand'), stroke: colour('--brand') },
          ...(bars === undefined ? {} : { paths: bars }),
        },
        edge,
        edge,
        { stroke: colour('--dot'), width: 2, points: { show: hours.length < 3 } },
      ],
      bands: [{ series: [2, 3], fill: colour('--band') }],
    },
    columns(hours),
    place,
  );
}

/** Closed hours are holes, which no line crosses. */
function columns(hours: readonly ForecastHourView[]): uPlot.AlignedData {
  const [first, last] = [(hours[0]?.at ?? 0) / 1000, (hours.at(-1)?.at ?? 0) / 1000];
  const at = Array.from({ length: Math.round((last - first) / HOUR_S) + 1 }, (_at, i) => first + i * HOUR_S);
  const known = new Map(hours.map((hour) => [hour.at / 1000, hour]));
  const column = (read: (hour: ForecastHourView) => number | null | undefined) =>
    at.map((second) => {
      const hour = known.get(second);
      return hour === undefined ? null : (read(hour) ?? null);
    });
  return [
    at,
    column(({ actual }) => actual),
    column(({ band80 }) => band80?.[1]),
    column(({ band80 }) => band80?.[0]),
    column(({ expected }) => expected),
  ];
}

function labels(at: readonly number[], timeZone: string): string[] {
  const clock = new Intl.DateTimeFormat(currentLocale(), { weekday: 'short', hour: '2-digit', timeZone });
  return at.map((second) => clock.format(second * 1000));
}
