import type { VNode } from 'preact';
import { html } from '../../kit/html.ts';
import { useValue } from '../../kit/use-value.ts';
import * as state from '../../state/app-state.ts';
import { Level } from '../level.ts';
import { useTags } from '../use-tags.ts';
import { t } from './words.ts';

/** Lists the registered tags that one receiver hears, the loudest first. */
export function HeardTags({ receiver }: { readonly receiver: string }): VNode {
  const view = useTags(true);
  const isStale = useValue(state.isStale);
  const heard = (view?.tags ?? [])
    .flatMap(({ id, levels }) =>
      levels.filter((level) => level.receiver === receiver).map((level) => ({ id, ...level })),
    )
    .toSorted((a, b) => b.rssiDbm - a.rssiDbm);
  return html`<section class=${isStale ? 'card stale' : 'card'}><h2>${t('heardTags')}</h2>
    ${view !== undefined && heard.length === 0 && html`<p class="quiet">${t('noHeardTags')}</p>`}
    ${heard.map(({ id, rssiDbm }) => html`<${Level} key=${id} name=${id} rssiDbm=${rssiDbm} />`)}</section>`;
}
