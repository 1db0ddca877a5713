import { BarChart as FleetBars } from '../charts/bar-chart.ts';
import { DotPlot } from '../charts/dot-plot.ts';
import { HeatTable } from '../charts/heat-table.ts';
import { ShareBar } from '../charts/share-bar.ts';
import { Sparkline as FleetLine } from '../charts/sparkline.ts';
import { AsTable } from '../kit/charts/as-table.ts';
import { BandChart } from '../kit/charts/band-chart.ts';
import { BarChart } from '../kit/charts/bar-chart.ts';
import { DwellBars } from '../kit/charts/dwell-bars.ts';
import { FlowChart } from '../kit/charts/flow-chart.ts';
import { hatch } from '../kit/charts/hatch.ts';
import { Sparkline } from '../kit/charts/sparkline.ts';
import type { Step, StepState } from '../kit/charts/step.ts';
import { html } from '../kit/html.ts';
import type { Sample } from './sample.ts';
import { createSamples } from './sample.ts';

const step = (state: StepState, value: number | null, more: Partial<Step> = {}): Step => ({
  ...{ label: state, state, value, low: value, high: value === null ? null : value * 1.2 },
  ...{ seen: 1, usual: 20, likely: null, ...more },
});
const STEPS: readonly Step[] = [
  ...[step('seen', 24), step('seen', 0, { label: 'zero' }), step('few', 3), step('open', 9)],
  ...[step('part', 12, { seen: 0.6, likely: 20 }), step('gone', null, { seen: 0 }), step('later', null)],
];
const bars = (steps: readonly Step[], isLost: boolean) => () =>
  html`<${BarChart} steps=${steps} label="Entries by hour" format=${String} gone="not seen" isLost=${isLost} />`;

const POINTS = [3, 5, null, 8, 6].map((value) => ({
  ...{ value, low: value && value - 1, high: value && value + 2 },
}));
const band = (points: typeof POINTS, isLost: boolean) => () =>
  html`<${BandChart} points=${points} label="People inside by hour" left=${30} isLost=${isLost} />`;

const OWN = [
  ...createSamples('BarChart', {
    'every state of a number': bars(STEPS, false),
    'connection lost': bars(STEPS, true),
    'nothing yet': bars([], false),
  }),
  ...createSamples('BandChart', { 'with a gap': band(POINTS, false), 'connection lost': band(POINTS, true) }),
  ...createSamples('DwellBars', {
    some: () =>
      html`<${DwellBars} label="Visits by length" medianMs=${24_000} bins=${[[20, 4, 0], [40, 9, 1], [60, 2, 0]]} />`,
    none: () => html`<${DwellBars} label="No visits" medianMs=${null} bins=${[]} />`,
  }),
  ...createSamples('FlowChart', {
    some: () =>
      html`<${FlowChart} label="Steps between zones" steps=${[
        { from: 'Entrance', to: 'A table with a long name', n: 40 },
        { from: 'Entrance', to: 'Shoes', n: 12 },
        { from: 'Shoes', to: 'Till', n: 3 },
      ]} />`,
    none: () => html`<${FlowChart} label="No steps" steps=${[]} />`,
  }),
  ...createSamples('Sparkline', {
    some: () => html`<${Sparkline} values=${[1, 4, null, 3, 6]} />`,
    'one value draws nothing': () => html`<${Sparkline} values=${[1]} />`,
  }),
  ...createSamples('AsTable', {
    shut: () => html`<${AsTable} name="As a table" head=${['Hour', 'Entries']} rows=${[['10:00', 23]]} />`,
  }),
  ...createSamples('hatch', {
    'not seen': () =>
      html`<svg width="60" height="40" role="img" aria-label="not seen">${hatch('kit-hatch')}<rect width="60" height="40" fill="url(#kit-hatch)" /></svg>`,
  }),
];

const BARS = [12, 0, null, 30].map((value, i) => ({
  ...{ label: `${10 + i}:00`, value, coverage: value === null ? 0 : 1, isOver: i < 3 },
  ...(value === null ? {} : { low: value - 2, high: value + 2, usual: 15 }),
}));
const fleetBars = (isOld: boolean) => () =>
  html`<${FleetBars} bars=${BARS} sentence="Entries by hour" notSeen="not seen" isOld=${isOld} />`;
const percent = (change: number) => `${Math.round(100 * change)} %`;

const FLEET = [
  ...createSamples('charts/BarChart', { 'of now': fleetBars(false), 'of some minutes ago': fleetBars(true) }),
  ...createSamples('charts/DotPlot', {
    some: () =>
      html`<${DotPlot} sentence="Changes of two stores" toText=${percent} dots=${[
        { label: 'Berlin', change: 0.2, half: 0.05, isBeyond: true, href: '#kit', note: '1,204' },
        { label: 'Hamburg', change: -0.02, half: 0.1, isBeyond: false, href: '#kit', note: '804' },
      ]} />`,
  }),
  ...createSamples('charts/HeatTable', {
    some: () =>
      html`<${HeatTable} caption="Entries by hour" columns=${['10', '11']} rows=${[
        { label: 'Mon', cells: [3, null].map((value) => ({ value, text: String(value ?? '') })) },
        { label: 'Tue', cells: [9, 30].map((value) => ({ value, text: String(value) })) },
      ]} />`,
  }),
  ...createSamples('charts/ShareBar', {
    short: () => html`<${ShareBar} share=${0.4} />`,
    long: () => html`<${ShareBar} share=${0.9} isLong=${true} />`,
  }),
  ...createSamples('charts/Sparkline', { some: () => html`<${FleetLine} values=${[1, null, 3, 2]} />` }),
];

export const CHART_SAMPLES: readonly Sample[] = [...OWN, ...FLEET];
