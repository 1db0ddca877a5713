import type { VNode } from 'preact';
import type { LivePeople } from '../../../ports/console/console.ts';
import { spanText } from '../kit/clock-text.ts';
import { html } from '../kit/html.ts';
import type { Word } from '../kit/i18n.ts';
import { t, wordFor } from '../kit/i18n.ts';
import type { ShownStore } from '../state/app-state.ts';
import type { Dot } from './people-layer.ts';
import { getLook, LOOKS } from './people-layer.ts';
import type { PlacedTag } from './use-dots.ts';

interface Props {
  readonly shop: ShownStore;
  /** Index of the shown space in the store's list of spaces. */
  readonly index: number;
  readonly people: LivePeople | undefined;
  /** Undefined where no tags are shown. */
  readonly tags: readonly PlacedTag[] | undefined;
  readonly chosen: Dot | undefined;
}

/** Explains the kinds of dots or, after a tap on a dot, what that dot is. */
export function Legend(props: Props): VNode {
  const { tags, chosen } = props;
  const about = chosen === undefined ? undefined : describe(chosen, props);
  if (about !== undefined) return html`<p class="legend" role="status"><strong>${about}</strong></p>`;
  const sign = (mark: VNode, word: Word) =>
    html`<span><svg class="sign" viewBox="-8 -8 16 16" aria-hidden="true">${mark}</svg>${t(word)}</span>`;
  const looks = Object.values(LOOKS).map(({ look, word }) =>
    sign(html`<circle class=${look} r="6" />`, word),
  );
  return html`<p class="legend" role="status">${looks}${tags !== undefined && sign(drawTag({ x: 0, y: 0, radius: 6 }), 'signTag')}</p>`;
}

/** Returns undefined when the dot is no longer there. */
function describe(dot: Dot, { shop, index, people, tags = [] }: Props): string | undefined {
  if (typeof dot === 'string') {
    const tag = tags.find(({ id }) => id === dot);
    return tag && `${t('dotTag')}: ${tag.id}, ${wordFor(`tag_${tag.kind}`) ?? tag.kind}`;
  }
  const person = people?.people.find(([space, number]) => space === index && number === dot);
  if (people === undefined || person === undefined) return undefined;
  const space = shop.spaces[index];
  const look = space === undefined ? 'visitor' : getLook(person, space);
  const who = t(LOOKS[look].word);
  if (look === 'staff' || look === 'beyond') return who;
  const visits = people.visits.filter(
    ([zone, number]) => number === dot && shop.zones[zone]?.space === shop.spaces[index]?.id,
  );
  if (visits.length === 0) return `${who}, ${t('inNoZone')}`;
  const stays = visits.map(([zone, , since]) => {
    return t('inZoneFor', { name: shop.zones[zone]?.name ?? '', time: spanText(people.at - since) });
  });
  return `${who}, ${stays.join(', ')}`;
}

/** Draws a tag as a hollow diamond, unlike a person: its position is exact only to one or two metres. */
export function drawTag({ x, y, radius, look = 'tag' }: TagMark): VNode {
  return html`<path class=${look} transform="translate(${x} ${y}) scale(${radius})" d="M0-1 1 0 0 1-1 0Z" />`;
}

interface TagMark {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly look?: string;
}
