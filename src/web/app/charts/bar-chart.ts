// Draws counts over time as bars. Each state of a number is drawn in its own way, which does not depend on colour
// alone.
import type { VNode } from 'preact';
import { useWidth } from '../kit/charts/use-width.ts';
import { html } from '../kit/html.ts';
import { roundSteps } from './round-steps.ts';

export interface Bar {
  readonly label: string;
  /** Null when no sensor was online. */
  readonly value: number | null;
  /** `low` and `high`: ends of the 95 % interval. */
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  /** Share of the time with a sensor online, 0 to 1. */
  readonly coverage: number;
  readonly usual?: number | null | undefined;
  /** Range in which the forecast expects the value with 80 % probability. */
  readonly expected?: readonly [low: number, high: number];
  /** False while the period of the bar is not over. */
  readonly isOver: boolean;
}

interface Props {
  readonly bars: readonly Bar[];
  /** One sentence that describes the chart, for screen readers. */
  readonly sentence: string;
  readonly notSeen: string;
  /** True when the values are some minutes old. The bars then have no fill. */
  readonly isOld?: boolean;
}

const HEIGHT = 300;
const LEFT = 40;
const TOP = 24;
const FOOT = 26;
/** Coverage from which a count is complete. Below it, the bar is marked as incomplete. */
const WHOLE = 0.95;

export function BarChart({ bars, sentence, notSeen, isOld = false }: Props): VNode {
  const [box, width] = useWidth(720);
  const highest = Math.max(
    1,
    ...bars.flatMap(({ value, high, usual, expected }) => [
      ...[value ?? 0, high ?? 0, usual ?? 0, expected?.[1] ?? 0],
    ]),
  );
  const steps = roundSteps(highest);
  const top = steps.at(-1) ?? 1;
  const y = (value: number) => TOP + (HEIGHT - TOP - FOOT) * (1 - value / top);
  const slot = (width - LEFT) / Math.max(1, bars.length);
  const scale = { y, slot, hasValues: slot > 34, labelEvery: Math.max(1, Math.ceil(46 / slot)) };
  return html`<div ref=${box} class="chart">
    <svg role="img" aria-label=${sentence} width=${width} height=${HEIGHT} class=${isOld ? 'old' : ''}>
      <defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="2" height="7" class="hatch" /></pattern></defs>
      ${steps.map((mark) => html`<line class="grid" x1=${LEFT} x2=${width} y1=${y(mark)} y2=${y(mark)} /><text class="axis end" x=${LEFT - 6} y=${y(mark) + 4}>${mark}</text>`)}
      ${bars.map((bar, index) => oneBar(bar, index, scale, notSeen))}
      <line class="foot" x1=${LEFT} x2=${width} y1=${y(0)} y2=${y(0)} />
    </svg></div>`;
}

interface Scale {
  readonly y: (value: number) => number;
  readonly slot: number;
  readonly hasValues: boolean;
  readonly labelEvery: number;
}

function oneBar(bar: Bar, index: number, scale: Scale, notSeen: string): VNode {
  const { y, slot, labelEvery, hasValues } = scale;
  const x = LEFT + index * slot;
  const middle = x + slot / 2;
  const label =
    index % labelEvery === 0 &&
    html`<text class="axis middle" x=${middle} y=${HEIGHT - 8}>${bar.label}</text>`;
  const usual =
    bar.usual != null &&
    html`<line class="usual" x1=${x + slot * 0.08} x2=${x + slot * 0.92} y1=${y(bar.usual)} y2=${y(bar.usual)} />`;
  return html`<g>${expectedBand(bar, x, scale)}${bar.coverage < WHOLE && html`<rect class="unseen" fill="url(#hatch)" x=${x + slot * 0.12} width=${slot * 0.76} y=${TOP} height=${y(0) - TOP} />`}
    ${bar.value === null || bar.coverage === 0 ? unseenText(middle, hasValues, notSeen) : seenBar(bar, bar.value, x, scale)}${usual}${label}</g>`;
}

function expectedBand({ expected }: Bar, x: number, { y, slot }: Scale): VNode | null {
  if (expected === undefined) return null;
  const [low, high] = expected;
  return html`<rect class="expected" x=${x + 1} width=${Math.max(1, slot - 2)} y=${y(high)} height=${Math.max(1, y(low) - y(high))} />`;
}

function unseenText(x: number, hasValues: boolean, notSeen: string): VNode {
  return html`<text class="note middle" x=${x} y=${(HEIGHT - FOOT + TOP) / 2}>${hasValues ? notSeen : '?'}</text>`;
}

function seenBar(
  { low, high, coverage, isOver, ...bar }: Bar,
  value: number,
  x: number,
  scale: Scale,
): VNode {
  const { y, slot, hasValues } = scale;
  const shape = { x: x + slot * 0.18, width: slot * 0.64 };
  const middle = x + slot / 2;
  const likely = value / Math.max(coverage, 0.05);
  // Zero is a count too, so it is drawn as a thin solid bar, not as an empty place.
  const height = Math.max(2, y(0) - y(value));
  return html`${coverage < WHOLE && coverage > 0.2 && html`<rect class="likely" ...${shape} y=${y(Math.min(likely, value * 2))} height=${y(0) - y(Math.min(likely, value * 2))} />`}
    <rect class=${isOver ? 'bar' : 'bar open'} ...${shape} y=${y(0) - height} height=${height}><title>${bar.label}: ${value}</title></rect>
    ${low !== undefined && high !== undefined && hasValues && value > 0 && html`<path class="whisker" d="M${middle} ${y(high)}V${y(low)}M${middle - 4} ${y(high)}h8M${middle - 4} ${y(low)}h8" />`}
    ${hasValues && html`<text class="value middle" x=${middle} y=${y(Math.max(value, high ?? 0)) - 6}>${Math.round(value)}</text>`}`;
}
