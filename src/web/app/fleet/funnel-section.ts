import type { VNode } from 'preact';
import { ShareBar } from '../charts/share-bar.ts';
import { html } from '../kit/html.ts';
import type { PanelQuery } from './model/fleet-api.ts';
import { percent, w, whole } from './model/numbers.ts';
import type { FunnelRow } from './model/rows.ts';
import { showPanel, usePanel } from './model/use-panel.ts';

/**
 * Shows the funnel from pavement to till. The pavement has its own scale, because its number would make all other bars
 * thin.
 */
export function FunnelSection({ query }: { readonly query: PanelQuery }): VNode {
  const panel = usePanel<FunnelRow>('funnel', query);
  const draw = (rows: readonly FunnelRow[]) => {
    const most = Math.max(1, ...rows.filter(({ stage }) => stage !== 'street').map(({ people }) => people));
    return html`<ol class="funnel">${rows.map((row) => stageRow(row, most))}</ol><p class="quiet">${w('nobodyFollowed')}</p>`;
  };
  return html`<section><h2>${w('funnel')}</h2>${showPanel(panel, draw)}</section>`;
}

function stageRow({ stage, people, of_stage: of, share, low, high }: FunnelRow, most: number): VNode {
  const doubt =
    low === null || high === null ? '' : ` (${w('to', { low: percent(low, 0), high: percent(high, 0) })})`;
  return html`<li><span class="what">${w(stage)}</span><span class=${stage === 'street' ? 'broken' : ''}><${ShareBar} share=${Math.min(1, people / most)} isLong=${true} /></span><strong>${whole(people)}</strong>
    ${of !== null && share !== null && html`<span class="faint">↳ ${w('ofStage', { share: percent(share, 0), stage: w(of) })}${doubt}</span>`}</li>`;
}
