import type { VNode } from 'preact';
import { html } from '../html.ts';

const [WIDTH, HEIGHT] = [64, 28];

/**
 * Draws the values of a number as a small line. Screen readers skip it, because the number's definition lists the
 * values.
 */
export function Sparkline({ values }: { readonly values: readonly (number | null)[] }): VNode | null {
  const known = values.flatMap((value, i) => (value === null ? [] : [[i, value] as const]));
  const last = known.at(-1);
  if (last === undefined || known.length < 2) return null;
  const most = Math.max(...known.map(([, value]) => value));
  const least = Math.min(0, ...known.map(([, value]) => value));
  const x = (i: number) => 2 + ((WIDTH - 6) * i) / Math.max(1, values.length - 1);
  const y = (value: number) => HEIGHT - 3 - ((HEIGHT - 6) * (value - least)) / Math.max(1e-9, most - least);
  const moves = values.map((value, i) =>
    value === null ? '' : `${values[i - 1] == null ? 'M' : 'L'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`,
  );
  return html`<svg class="spark" viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true"><path class="curve" d=${moves.join('')} /><circle class="end" cx=${x(last[0])} cy=${y(last[1])} r="2.5" /></svg>`;
}
