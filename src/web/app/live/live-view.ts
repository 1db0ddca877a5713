import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { spaceName } from '../canvas/plan-viewport.ts';
import { SpacePicker } from '../canvas/space-picker.ts';
import { useSpace } from '../canvas/use-space.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { ViewProps } from '../kit/page-props.ts';
import { useValue } from '../kit/use-value.ts';
import { isStale } from '../state/app-state.ts';
import { LiveMap } from './live-map.ts';
import { LivePanel } from './live-panel.ts';

/** Shows people, zones, doors and offline sensors on the plan, with the present numbers beside the plan. */
export function LiveView({ shop, session, hasPlan }: ViewProps): VNode {
  const [spaceId, setSpace] = useSpace(shop);
  const [showsSensors, setShowsSensors] = useState(false);
  const stale = useValue(isStale);
  const index = Math.max(
    0,
    shop.spaces.findIndex(({ id }) => id === spaceId),
  );
  const space = shop.spaces[index];
  const isEmpty = shop.sensors.length === 0 && session.role === 'technician';
  // A store without sensors has no live data, so open the page for the set-up instead.
  useEffect(() => {
    if (isEmpty) location.replace('#setup');
  }, [isEmpty]);
  const tools = html`
    ${shop.spaces.length > 1 && html`<${SpacePicker} spaces=${shop.spaces} chosen=${space?.id} choose=${setSpace} />`}
    <label class="check wide-only"><input type="checkbox" checked=${showsSensors} onChange=${() => setShowsSensors(!showsSensors)} />${t('sensors')}</label>`;
  return html`<main class=${stale ? 'live stale' : 'live'}>
    ${
      space === undefined
        ? html`<div class="map empty"><p>${t('noSpace')}</p><a class="button main" href="#plan">${t('drawPlan')}</a></div>`
        : html`<${LiveMap} key=${space.id} shop=${shop} space=${space} index=${index} hasPlan=${hasPlan}
          showsSensors=${showsSensors} label=${spaceName(space)} tools=${tools} isTechnician=${session.role === 'technician'} />`
    }
    <${LivePanel} shop=${shop} index=${index} /></main>`;
}
