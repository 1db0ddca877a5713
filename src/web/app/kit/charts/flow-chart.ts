import type { VNode } from 'preact';
import { html } from '../html.ts';
import { useWidth } from './use-width.ts';

export interface FlowStep {
  readonly from: string;
  readonly to: string;
  readonly n: number;
}

interface Side {
  readonly name: string;
  readonly n: number;
  readonly y: number;
  readonly height: number;
}

const GAP = 10;
const LEAST_PX = 16;
const NODE_PX = 8;
/** Mean width of a letter in a label. */
const GLYPH_PX = 6.6;

/** Draws steps from one column to the other as bands. The more frequent a step, the wider its band. */
export function FlowChart({
  steps,
  label,
}: {
  readonly steps: readonly FlowStep[];
  readonly label: string;
}): VNode {
  const [place, width] = useWidth();
  const total = steps.reduce((sum, { n }) => sum + n, 0);
  const names = (side: 'from' | 'to') => new Set(steps.map((step) => step[side])).size;
  const rows = Math.max(names('from'), names('to'));
  const scale = (30 * rows) / Math.max(1, total);
  const [left, right] = [column(steps, 'from', scale), column(steps, 'to', scale)];
  const height = Math.max(0, ...[...left, ...right].map(({ y, height: own }) => y + own));
  const longest = Math.max(0, ...[...left, ...right].map(({ name, n }) => `${name} ${n}`.length));
  const words = Math.min(GLYPH_PX * longest + 8, width * 0.38);
  const letters = Math.floor((words - 8) / GLYPH_PX);
  const [x1, x2] = [words + NODE_PX, width - words - NODE_PX];
  return html`<div ref=${place} class="chart"><svg viewBox=${`0 0 ${width} ${height + 4}`} width=${width} height=${height + 4} role="img" aria-label=${label}>
    ${bands(steps, { left, right, scale }).map(
      ({ y1, y2, thick }) =>
        html`<path class="flow" stroke-width=${thick} d=${`M${x1} ${y1}C${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2} ${x2} ${y2}`} />`,
    )}
    ${left.map((side) => node(side, { x: words, textX: words - 6, anchor: 'end', letters }))}
    ${right.map((side) => node(side, { x: width - words - NODE_PX, textX: width - words + 6, anchor: '', letters }))}
  </svg></div>`;
}

interface NodePlace {
  readonly x: number;
  readonly textX: number;
  readonly anchor: string;
  readonly letters: number;
}

function shorten(name: string, letters: number): string {
  return name.length <= letters ? name : `${name.slice(0, Math.max(1, letters - 1))}…`;
}

function node({ name, n, y, height }: Side, { x, textX, anchor, letters }: NodePlace): VNode {
  return html`<rect class="bar" x=${x} y=${y} width=${NODE_PX} height=${height} rx="1" /><text class=${`label ${anchor}`} x=${textX} y=${y + height / 2 + 4}><title>${name} ${n}</title>${shorten(name, letters - String(n).length - 1)} ${n}</text>`;
}

/** Adds up the steps of each place on one side, and sorts the places by frequency. */
function column(steps: readonly FlowStep[], side: 'from' | 'to', scale: number): Side[] {
  const sums = new Map<string, number>();
  for (const step of steps) sums.set(step[side], (sums.get(step[side]) ?? 0) + step.n);
  let y = 0;
  return [...sums]
    .sort((a, b) => b[1] - a[1])
    .map(([name, n]) => {
      const height = Math.max(LEAST_PX, n * scale);
      const own = { name, n, y, height };
      y += height + GAP;
      return own;
    });
}

interface Columns {
  readonly left: readonly Side[];
  readonly right: readonly Side[];
  readonly scale: number;
}

function bands(steps: readonly FlowStep[], { left, right, scale }: Columns) {
  const used = new Map<string, number>();
  const take = (key: string, sides: readonly Side[], name: string, thick: number) => {
    const side = sides.find((each) => each.name === name);
    const at = used.get(key) ?? 0;
    used.set(key, at + thick);
    return (side?.y ?? 0) + at + thick / 2;
  };
  return steps.map(({ from, to, n }) => {
    const thick = Math.max(1, n * scale);
    return { thick, y1: take(`from ${from}`, left, from, thick), y2: take(`to ${to}`, right, to, thick) };
  });
}
