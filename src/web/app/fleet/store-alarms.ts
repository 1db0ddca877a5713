import type { VNode } from 'preact';
import { html } from '../kit/html.ts';
import { icon } from '../kit/icon.ts';
import { badness, findRemedy, sensorsDownAt } from './model/alert-words.ts';
import type { PanelQuery } from './model/fleet-api.ts';
import { routeTo } from './model/fleet-route.ts';
import { w } from './model/numbers.ts';
import type { AlertRow, GatewayRow } from './model/rows.ts';
import { usePanel } from './model/use-panel.ts';

/**
 * Shows the store's present alarms with the numbers of any day, because a device that is offline affects the numbers.
 */
export function StoreAlarms({ query }: { readonly query: PanelQuery }): VNode | null {
  const { rows = [] } = usePanel<AlertRow>('alerts', query);
  const gateways = usePanel<GatewayRow>('gateways', query);
  if (rows.length === 0) return null;
  const todo = [...rows]
    .sort((a, b) => badness(b) - badness(a))
    .slice(0, 2)
    .map((alert) => findRemedy(alert, sensorsDownAt(alert, gateways.rows ?? [])));
  return html`<p class="seen alarms" role="status"><span class="warn">${icon('warn')}</span> <strong>${todo.join('; ')}</strong> <a href=${routeTo('alerts', query.tenant)}>${w('alerts')}</a></p>`;
}
