import type { VNode } from 'preact';
import { html } from '../kit/html.ts';

const WIDTH = 80;
const HEIGHT = 24;

/**
 * Shows values as a line without axes, with a gap where a value is unknown. Screen readers skip it, as the table has
 * the numbers.
 */
export function Sparkline({ values }: { readonly values: readonly (number | null)[] }): VNode {
  const known = values.filter((value) => value !== null);
  const [lowest, highest] = [Math.min(...known), Math.max(...known)];
  const x = (index: number) => 3 + (index * (WIDTH - 6)) / Math.max(1, values.length - 1);
  const y = (value: number) => HEIGHT - 3 - ((value - lowest) * (HEIGHT - 6)) / Math.max(1, highest - lowest);
  const path = values
    .map((value, index) => {
      if (value === null) return '';
      const isFirst = index === 0 || values[index - 1] === null;
      return `${isFirst ? 'M' : 'L'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join('');
  const last = values.at(-1) ?? null;
  return html`<svg class="spark" width=${WIDTH} height=${HEIGHT} viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true"><path d=${path} />
    ${last !== null && html`<circle class="spark-end" cx=${x(values.length - 1)} cy=${y(last)} r="2.5" />`}</svg>`;
}
