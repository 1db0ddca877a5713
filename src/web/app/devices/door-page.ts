import type { VNode } from 'preact';
import type { StoreView } from '../../../ports/console/console.ts';
import type { DoorView } from '../../../ports/console/console-devices.ts';
import { BackLink } from '../kit/back-link.ts';
import { displayName } from '../kit/display-names.ts';
import { html } from '../kit/html.ts';
import type { ViewProps } from '../kit/page-props.ts';
import { t } from '../state/counting-words.ts';
import { DirectionTest } from './direction-check.ts';
import { DoorForm } from './door-form.ts';
import { useDoor } from './use-door.ts';

type Source = DoorView['sources'][number];

/** Shows one door: the count of each sensor, the combined count, and the check of directions. */
export function DoorPage(props: ViewProps & { readonly id: string }): VNode {
  const { shop, id, session } = props;
  const { door, load } = useDoor(id);
  const set = shop.doors.find((one) => one.id === id);
  const isTechnician = session.role === 'technician';
  if (set === undefined && id !== '')
    return html`<main><${BackLink} /><section class="card"><p>${t('noSuchDevice')}</p></section></main>`;
  return html`<main class="single"><${BackLink} />
    ${set !== undefined && html`<section class="card"><h2>${set.name}</h2>${door === undefined ? html`<p class="quiet">${t('loading')}</p>` : fusion(door, shop)}</section>`}
    ${set !== undefined && door !== undefined && html`<${DirectionTest} ...${props} door=${door} load=${load} />`}
    ${isTechnician && set !== undefined && html`<a class="button" href="#audit">${t('auditThisDoor')}</a>`}
    ${isTechnician && html`<${DoorForm} key=${id} ...${props} door=${set} />`}</main>`;
}

function fusion(door: DoorView, shop: StoreView): VNode {
  const never = door.since === null && html`<p class="warn">${t('neverCounted')}</p>`;
  return html`${never}<p class="quiet">${t('countsSince')}</p><div class="scroll"><table><thead><tr><td></td>
      <th class="number">${t('in')}</th><th class="number">${t('out')}</th></tr></thead><tbody>
    <tr class="changed"><th scope="row">${t('together')}</th><td class="number">${door.in}</td><td class="number">${door.out}</td></tr>
    ${door.sources.map((source) => html`<tr><th scope="row">${displayName(shop, source.id)}</th><td class="number">${source.in}</td><td class="number">${source.out}</td></tr>`)}
    </tbody></table></div>
    <ul class="list tight">${door.sources.map(
      (source) => html`<li key=${source.id}><strong>${displayName(shop, source.id)}</strong> ${state(source)}
      <div class="quiet">${t(isCounted(source) ? 'sourceWeight' : 'sourceAssumed', weight(source))}</div></li>`,
    )}</ul>`;
}

function state(source: Source): VNode {
  if (!source.isUp) return html`<span class="bad">${t('sourceDown')}</span>`;
  if (source.isFaulted) return html`<span class="bad">${t('sourceFaulted')}</span>`;
  return html`<span class="good">${t(source.leads ? 'sourceLeads' : 'sourceHelps')}</span>`;
}

/**
 * Smallest number of counted people from which the error is shown as learned. With fewer people, it is mostly the
 * assumption for the type.
 */
const ENOUGH_PEOPLE = 30;

function isCounted(source: Source): boolean {
  return source.in + source.out >= ENOUGH_PEOPLE;
}

function weight({ factorIn, factorOut, errorShare }: Source): Readonly<Record<string, string>> {
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  return { error: percent(errorShare), in: factorIn.toFixed(2), out: factorOut.toFixed(2) };
}
