import type { VNode } from 'preact';
import type { StoreView } from '../../../ports/console/console.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';

type Ignored = StoreView['cameras'][number]['ignored'];

/** Lists what a camera ignores, and why. Hidden when it ignores nothing. */
export function IgnoredCard({ ignored }: { readonly ignored: Ignored | undefined }): VNode | undefined {
  if (ignored === undefined) return undefined;
  const { areas, leastScore, stationaryMinutes } = ignored;
  const reasons = [
    ...(areas > 0 ? [t('ignoresAreas', { n: areas })] : []),
    ...(leastScore === undefined ? [] : [t('ignoresWeak', { score: leastScore })]),
    ...(stationaryMinutes > 0 ? [t('ignoresStill', { n: stationaryMinutes })] : []),
  ];
  if (reasons.length === 0) return undefined;
  return html`<section class="card"><h2>${t('notCounted')}</h2>
    <ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul></section>`;
}
