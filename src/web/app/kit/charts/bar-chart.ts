import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { html } from '../html.ts';
import { hatch, nextId } from './hatch.ts';
import type { Step } from './step.ts';
import { gridValues } from './step.ts';
import { useWidth } from './use-width.ts';

interface BarChartProps {
  readonly steps: readonly Step[];
  /** One sentence that describes the chart, for screen readers. */
  readonly label: string;
  readonly format: (value: number) => string;
  /** Meaning of hatched bars. */
  readonly gone: string;
  /** True while the connection is lost: bars then have no fill. */
  readonly isLost: boolean;
  readonly height?: number;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly bottom: number;
  readonly top: number;
  /** Value at the top edge. */
  readonly most: number;
  readonly slot: number;
  readonly hatchId: string;
  readonly gone: string;
}

/**
 * Draws bars with their intervals, and usual values as dashed marks. Each state of a number is drawn in its own way.
 */
export function BarChart({ steps, label, format, gone, isLost, height = 240 }: BarChartProps): VNode {
  const [place, width] = useWidth();
  const [hatchId] = useState(nextId);
  const most = Math.max(
    1,
    ...steps.flatMap((step) => [step.high ?? 0, step.value ?? 0, step.likely ?? 0, step.usual ?? 0]),
  );
  const left = 14 + 7 * format(Math.round(most)).length;
  const slot = (width - left) / Math.max(1, steps.length);
  const frame: Frame = { gone, width, height, left, slot, most, hatchId, bottom: height - 22, top: 18 };
  const everyLabel = Math.ceil(44 / slot);
  return html`<div ref=${place} class="chart"><svg viewBox=${`0 0 ${width} ${height}`} width=${width} height=${height} role="img" aria-label=${label} class=${isLost ? 'lost' : ''}>
    ${hatch(hatchId)}${gridLines(frame, format)}
    ${steps.map((step, i) => drawStep(step, i, frame, format))}
    ${steps.map((step, i) => i % everyLabel === 0 && html`<text x=${centre(frame, i)} y=${height - 5} class="axis mid">${step.label}</text>`)}
  </svg></div>`;
}

function gridLines(frame: Frame, format: (value: number) => string): VNode[] {
  return [0, ...gridValues(frame.most)].map((value) => {
    const y = yOf(frame, value);
    return html`<path class=${value === 0 ? 'grid foot' : 'grid'} d=${`M${frame.left} ${y}H${frame.width}`} /><text x=${frame.left - 6} y=${y + 4} class="axis end">${format(value)}</text>`;
  });
}

function drawStep(step: Step, i: number, frame: Frame, format: (value: number) => string): VNode {
  const width = Math.max(2, frame.slot * (frame.slot > 40 ? 0.62 : 0.8));
  const x = centre(frame, i) - width / 2;
  return html`<g class=${`step ${step.state}`}>${drawState(step, { x, width, i }, frame)}${drawUsual(step, { x, width }, frame)}${drawValue(step, i, frame, format)}</g>`;
}

interface Place {
  readonly x: number;
  readonly width: number;
}

function drawState(step: Step, { x, width, i }: Place & { readonly i: number }, frame: Frame): VNode | null {
  const { bottom, top, hatchId } = frame;
  const bar = (value: number, name: string) => {
    const y = yOf(frame, value);
    return html`<rect class=${name} x=${x} y=${y} width=${width} height=${Math.max(0, bottom - y)} rx="1" />`;
  };
  const unseen = html`<rect x=${x} y=${top} width=${width} height=${bottom - top} fill=${`url(#${hatchId})`} />`;
  switch (step.state) {
    case 'gone':
      return html`${unseen}${frame.slot > 52 && html`<text class="axis mid halo" x=${centre(frame, i)} y=${(top + bottom) / 2}>${frame.gone}</text>`}`;
    case 'part':
      return html`${unseen}${bar(step.likely ?? 0, 'likely')}${bar(step.value ?? 0, 'bar')}`;
    case 'open':
      return html`${bar(step.usual ?? 0, 'pale')}${bar(step.value ?? 0, 'bar open')}`;
    case 'few':
      return bar(step.value ?? 0, 'few');
    case 'later':
      return step.usual === null ? null : bar(step.usual, 'pale');
    default:
      return step.value === 0
        ? html`<path class="zero" d=${`M${x} ${bottom - 1.5}h${width}`} />`
        : bar(step.value ?? 0, 'bar');
  }
}

function drawUsual({ usual, state }: Step, { x, width }: Place, frame: Frame): VNode | null {
  if (usual === null || state === 'later' || state === 'open') return null;
  return html`<path class="usual" d=${`M${x - 3} ${yOf(frame, usual)}h${width + 6}`} />`;
}

function drawValue(step: Step, i: number, frame: Frame, format: (value: number) => string): VNode | null {
  const { value, low, high, state } = step;
  if (value === null || state === 'later') return null;
  const x = centre(frame, i);
  const whisker =
    low !== null && high !== null && frame.slot > 14 && value > 0
      ? html`<path class="whisker" d=${`M${x} ${yOf(frame, low)}V${yOf(frame, high)}`} />`
      : null;
  const y =
    Math.min(yOf(frame, Math.max(value, high ?? 0)), yOf(frame, state === 'part' ? (step.likely ?? 0) : 0)) -
    5;
  return html`${whisker}${frame.slot > 30 && html`<text class="value mid halo" x=${x} y=${Math.max(12, y)}>${format(value)}</text>`}`;
}

function centre({ left, slot }: Frame, i: number): number {
  return left + slot * (i + 0.5);
}

function yOf({ bottom, top, most }: Frame, value: number): number {
  return Math.round((bottom - ((bottom - top) * value) / most) * 10) / 10;
}
