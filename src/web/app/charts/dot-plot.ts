import type { VNode } from 'preact';
import { useWidth } from '../kit/charts/use-width.ts';
import { html } from '../kit/html.ts';

export interface Dot {
  readonly label: string;
  /** Relative change: 0.1 is 10 % more. */
  readonly change: number;
  /** Half the width of the 95 % interval. */
  readonly half: number;
  readonly isBeyond: boolean;
  readonly href: string;
  /** Text of a second line, below the name. */
  readonly note: string;
}

interface Props {
  readonly dots: readonly Dot[];
  readonly sentence: string;
  readonly toText: (change: number) => string;
}

const ROW = 40;
const TOP = 22;

/** Shows one change per row with its interval. A vertical line stands for "as usual". */
export function DotPlot({ dots, sentence, toText }: Props): VNode {
  const [box, width] = useWidth(720);
  const left = Math.min(200, width * 0.4);
  const reach = Math.max(0.1, ...dots.map(({ change, half }) => Math.min(2, Math.abs(change) + half)));
  const x = (change: number) =>
    left + ((width - left - 62) * (Math.max(-reach, Math.min(reach, change)) + reach)) / (2 * reach);
  const height = TOP + dots.length * ROW + 6;
  const marks = [-reach, 0, reach];
  const row = ({ label, change, half, isBeyond, href, note }: Dot, index: number) => {
    const y = TOP + index * ROW + ROW / 2;
    // The mark is beside the name, and a long note may continue below the mark.
    return html`<g class=${isBeyond ? 'beyond' : ''}><a href=${href}><text class="name" x="0" y=${y - 3}>${label}</text></a><text class="note" x="0" y=${y + 12}>${note}</text>
      <line class="interval" x1=${x(change - half)} x2=${x(change + half)} y1=${y - 8} y2=${y - 8} />
      <circle cx=${x(change)} cy=${y - 8} r="5" /><text class="value end" x=${width} y=${y - 4}>${toText(change)}</text></g>`;
  };
  return html`<div ref=${box} class="chart dots"><svg role="group" aria-label=${sentence} width=${width} height=${height}>
    ${marks.map((mark) => html`<line class=${mark === 0 ? 'foot' : 'grid'} x1=${x(mark)} x2=${x(mark)} y1=${TOP} y2=${height} /><text class="axis middle" x=${x(mark)} y="14">${toText(mark)}</text>`)}
    ${dots.map(row)}</svg></div>`;
}
