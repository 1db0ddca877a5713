import type { VNode } from 'preact';
import type { LivePeople } from '../../../ports/console/console.ts';
import { spanText } from '../kit/clock-text.ts';
import { html } from '../kit/html.ts';
import { t, wordFor } from '../kit/i18n.ts';
import type { ShownStore } from '../state/app-state.ts';
import type { Dot } from './people-layer.ts';
import type { PlacedTag } from './use-dots.ts';

interface Props {
  readonly shop: ShownStore;
  /** The space's place in the store's list. */
  readonly index: number;
  readonly people: LivePeople | undefined;
  /** Undefined where no tag can be. */
  readonly tags: readonly PlacedTag[] | undefined;
  readonly chosen: Dot | undefined;
}

/** What the dots are, or what the one is that was tapped. */
export function Legend(props: Props): VNode {
  const { tags, chosen } = props;
  const about = chosen === undefined ? undefined : describe(chosen, props);
  if (about !== undefined) return html`<p class="legend" role="status"><strong>${about}</strong></p>`;
  const sign = (look: string, word: 'dotVisitor' | 'dotStaff' | 'dotTag') =>
    html`<span><svg class="sign" viewBox="0 0 16 16" aria-hidden="true"><circle class=${look} cx="8" cy="8" r="6" /></svg>${t(word)}</span>`;
  return html`<p class="legend" role="status">${sign('dot', 'dotVisitor')}${sign('dot staff', 'dotStaff')}${tags !== undefined && sign('tag', 'dotTag')}</p>`;
}

/** Undefined once the dot is gone. */
function describe(dot: Dot, { shop, index, people, tags = [] }: Props): string | undefined {
  if (typeof dot === 'string') {
    const tag = tags.find(({ id }) => id === dot);
    return tag && `${t('dotTag')}: ${tag.id}, ${wordFor(`tag_${tag.kind}`) ?? tag.kind}`;
  }
  const person = people?.people.find(([space, number]) => space === index && number === dot);
  if (people === undefined || person === undefined) return undefined;
  if (person[4] === 1) return t('dotStaff');
  const visits = people.visits.filter(
    ([zone, number]) => number === dot && shop.zones[zone]?.space === shop.spaces[index]?.id,
  );
  if (visits.length === 0) return `${t('dotVisitor')}, ${t('inNoZone')}`;
  const stays = visits.map(([zone, , since]) => {
    return t('inZoneFor', { name: shop.zones[zone]?.name ?? '', time: spanText(people.at - since) });
  });
  return `${t('dotVisitor')}, ${stays.join(', ')}`;
}
