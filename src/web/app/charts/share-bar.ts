import type { VNode } from 'preact';
import { html } from '../kit/html.ts';

/** Shows a share of a whole (0 to 1) as a bar beside the number. */
export function ShareBar({
  share,
  isLong = false,
}: {
  readonly share: number;
  readonly isLong?: boolean;
}): VNode {
  const width = isLong ? 180 : 56;
  return html`<svg class="share" width=${width} height=${isLong ? 18 : 8} viewBox="0 0 ${width} 8" preserveAspectRatio="none" aria-hidden="true">
    <rect class="rest" width=${width} height="8" /><rect class="part" width=${Math.max(1, Math.min(1, share) * width)} height="8" /></svg>`;
}
