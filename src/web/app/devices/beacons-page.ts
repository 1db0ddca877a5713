import type { VNode } from 'preact';
import type { TagsView, TagView } from '../../../ports/console/console-devices.ts';
import { BackLink } from '../kit/back-link.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { ViewProps } from '../kit/page-props.ts';
import { Level } from './level.ts';
import { TagForm } from './tag-form.ts';
import { TagRegistrationCard } from './tag-registration-card.ts';
import { TeachingWalk } from './training-walk.ts';
import { useTags } from './use-tags.ts';

/**
 * Shows registered tags and the receivers that hear them, registers tags, and guides the teaching walk for the radio
 * map.
 */
export function BeaconsPage(props: ViewProps): VNode {
  const view = useTags(props.session.role === 'technician');
  if (props.session.role !== 'technician')
    return html`<main><${BackLink} /><p class="card">${t('viewerOnly')}</p></main>`;
  if (view === undefined) return html`<main><${BackLink} /><p class="quiet">${t('loading')}</p></main>`;
  const unplaced = view.receivers.filter(({ isPlaced }) => !isPlaced);
  return html`<main class="single"><${BackLink} />
    ${view.receivers.length === 0 && html`<section class="card"><p>${t('noReceivers')}</p></section>`}
    ${unplaced.length > 0 && html`<section class="card"><p class="warn">${t('receiversUnplaced', { names: unplaced.map(({ name }) => name).join(', ') })}</p><a class="button" href="#plan">${t('showPlan')}</a></section>`}
    <section class="card"><h2>${t('tags')}</h2>${view.tags.length === 0 && html`<p class="quiet">${t('noTags')}</p>`}
      <ul class="list">${view.tags.map((tag) => tagRow(tag, view))}</ul></section>
    <section class="card"><h2>${t('newTag')}</h2><${TagRegistrationCard} ...${props} view=${view} /><${TagForm} ...${props} view=${view} /></section>
    <${TeachingWalk} ...${props} view=${view} /></main>`;
}

function tagRow(tag: TagView, { receivers, at }: TagsView): VNode {
  const levels = tag.levels.toSorted((a, b) => b.rssiDbm - a.rssiDbm);
  const battery = tag.batteryPercent === null ? '' : ` · ${t('battery', { n: tag.batteryPercent })}`;
  return html`<li key=${tag.id}><div class="row spread"><span><strong>${tag.id}</strong> <span class="quiet">${t(`tag_${tag.kind}` as 'tag_staff')}${battery}</span></span>
      ${describeHeard(tag, at)}</div>
    ${tag.place !== null && html`<div>${tag.place.zone ?? t('noZone')} · ± ${tag.place.errorM.toFixed(1)} m</div>`}
    ${levels.map(({ receiver, rssiDbm }) => html`<${Level} key=${receiver} name=${receivers.find(({ id }) => id === receiver)?.name ?? receiver} rssiDbm=${rssiDbm} />`)}</li>`;
}

function describeHeard({ heardAt, levels }: TagView, at: number): VNode {
  if (heardAt === null) return html`<span class="warn">${t('neverHeard')}</span>`;
  if (levels.length > 0) return html`<span class="good">${t('heardNow')}</span>`;
  const minutes = Math.max(1, Math.round((at - heardAt) / 60_000));
  return html`<span class="warn">${t('heardAgo', { n: minutes })}</span>`;
}
