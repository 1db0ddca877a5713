import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { LivePeople } from '../../../ports/console/console.ts';
import { clockText, spanText } from '../kit/clock-text.ts';
import { displayName } from '../kit/display-names.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import { icon } from '../kit/icon.ts';
import { seenText } from '../kit/number-text.ts';
import { useValue } from '../kit/use-value.ts';
import type { ShownStore } from '../state/app-state.ts';
import * as state from '../state/app-state.ts';
import type { DoorCount } from './now.ts';
import { countDoor, findUnseen, insideZones, isOutdated } from './now.ts';
import type { Words } from './store-now.ts';
import { StoreNow } from './store-now.ts';
import { ZoneTable } from './zone-table.ts';

interface Props {
  readonly shop: ShownStore;
  readonly index: number;
}

const NONE = '–';

/** A panel beside the map. On a phone it is a sheet at the bottom edge, which the user pulls up. */
export function LivePanel({ shop, index }: Props): VNode {
  const [isOpen, setOpen] = useState(false);
  const people = useValue(state.people);
  const words = useWords();
  const hasQueue = shop.zones.some(({ queue }) => queue);
  return html`<section class=${isOpen ? 'panel open' : 'panel'} aria-label=${t('now')}>
    <${StoreNow} shop=${shop} people=${people} index=${index} words=${words} />
    <${Queues} shop=${shop} people=${people} words=${words} />
    <button class="more" aria-expanded=${isOpen} onClick=${() => setOpen(!isOpen)}>${t(isOpen ? 'less' : 'zonesAndDoors')} ${icon('up')}</button>
    <div class="rest"><section><details><summary>${t('howCounted')}</summary>${words?.drawHowCounted(hasQueue)}</details></section><${Doors} shop=${shop} words=${words} /><${ZoneTable} shop=${shop} people=${people} /><${JustNow} shop=${shop} /></div>
    <${Spoken} /></section>`;
}

/** Loads the texts about counting once the page is drawn. Returns undefined until then. */
function useWords(): Words | undefined {
  const [words, setWords] = useState<Words>();
  useEffect(() => void import('./how-counted.ts').then(setWords, () => undefined), []);
  return words;
}

interface QueuesProps {
  readonly shop: ShownStore;
  readonly people: LivePeople | undefined;
  readonly words: Words | undefined;
}

function Queues({ shop, people, words }: QueuesProps): VNode | null {
  const today = useValue(state.today);
  const stale = useValue(state.isStale);
  const unseen = findUnseen(shop, useValue(state.status), useValue(state.summary));
  const inside = insideZones(shop, people);
  const queues = shop.zones.map((zone, i) => ({ zone, i })).filter(({ zone }) => zone.queue);
  if (queues.length === 0) return null;
  return html`<ul class="queues">${queues.map(({ zone, i }) => {
    const [, waiting = 0, waitS = null] = people?.waiting.find(([ordinal]) => ordinal === i) ?? [];
    const { waitMeanMs, waitRangeMs } = today?.queues.find((queue) => queue.id === zone.id) ?? {};
    const [low, high] = (waitRangeMs ?? []).map(spanText);
    const mean =
      waitMeanMs == null || low === undefined || high === undefined
        ? ''
        : html`<br /><small>${t('meanWaitToday', { time: spanText(waitMeanMs) })} (${t('sureBetween', { low, high })}). ${words?.waitMeansText()}</small>`;
    const there = inside[zone.id] ?? 0;
    const who = there > waiting ? t('thereWaiting', { there, n: waiting }) : t('waitingNow', { n: waiting });
    const now = html`<strong>${who}</strong> · ${waitText(waiting, waitS)}`;
    return html`<li key=${zone.id}>${zone.name}: ${stale || unseen.has(zone.id) ? t('unknownNow') : now}${mean}</li>`;
  })}</ul>`;
}

/** Returns the wait as text. The wait is unknown when too few people were served recently. */
function waitText(waiting: number, waitS: number | null): string {
  if (waiting === 0) return t('noWaitNow');
  return waitS === null ? t('waitUnknown') : t('nextWait', { time: spanText(1000 * waitS) });
}

function Doors({ shop, words }: { shop: ShownStore; words: Words | undefined }): VNode | null {
  const today = useValue(state.today);
  const passages = useValue(state.passages);
  const stale = useValue(state.isStale);
  const at = useValue(state.status)?.at;
  if (shop.doors.length === 0) return null;
  const asOf =
    stale && at !== undefined ? html` <small>${t('asOf', { time: clockText(at, shop, false) })}</small>` : '';
  return html`<section><table><thead><tr><th scope="col">${t('doorsToday')}${asOf}</th><th class="number" scope="col">${t('in')}</th><th class="number" scope="col">${t('out')}</th></tr></thead>
    <tbody>${shop.doors.map(({ id, name }) => {
      const count = countDoor(id, today, passages);
      const last = passages.find(({ door }) => door === id);
      const note =
        last === undefined
          ? ''
          : t(last.direction === 'in' ? 'lastIn' : 'lastOut', { time: clockText(last.at, shop) });
      const seen = html`<${Seen} shop=${shop} count=${count} words=${words} />`;
      return html`<tr key=${`${id} ${last?.key ?? ''}`} class=${last === undefined ? '' : 'flash'}><th scope="row"><a href=${`#devices/door/${encodeURIComponent(id)}`}>${name}</a><small>${note}</small>${seen}</th>
        <td class="number">${count.in ?? NONE}</td><td class="number">${count.out ?? NONE}</td></tr>`;
    })}</tbody></table></section>`;
}

interface SeenProps {
  readonly shop: ShownStore;
  readonly count: DoorCount;
  readonly words: Words | undefined;
}

/** Shows since when a door counts, if it began today. Warns if its sensor was offline for over 5 % of that time. */
function Seen({ shop, count: { since, seen }, words }: SeenProps): VNode {
  if (since === null) return html`<small class="warn">${words?.neverCountedText()}</small>`;
  const from =
    since > (state.today.peek()?.from ?? since) ? t('since', { time: clockText(since, shop, false) }) : '';
  const share = seen < 0.95 ? t('seenShare', { n: seenText(seen) }) : '';
  return html`<small>${from}</small> <small class="warn">${share}</small>`;
}

const SHOWN = 4;

function JustNow({ shop }: { shop: ShownStore }): VNode | null {
  const passages = useValue(state.passages);
  if (passages.length === 0) return null;
  return html`<section class="just"><h2>${t('justNow')}</h2><ul>${passages
    .slice(0, SHOWN)
    .map(
      ({ key, at, door, direction }) =>
        html`<li key=${key}><time>${clockText(at, shop)}</time> ${displayName(shop, door)}, ${t(direction)}</li>`,
    )}</ul></section>`;
}

const SPOKEN_MS = 10_000;

/**
 * Announces the number of people to screen readers: at most every ten seconds, but immediately after the key N is
 * pressed.
 */
function Spoken(): VNode {
  const [text, setText] = useState('');
  useEffect(() => {
    const say = () => {
      const now = state.people.peek();
      const isKnown = now?.occupancy != null && !state.isStale.peek() && !isOutdated(now);
      setText(isKnown ? t('spokenCount', { n: now.occupancy.people }) : '');
    };
    const key = (event: KeyboardEvent) => {
      const isTyping = (event.target as HTMLElement | null)?.matches('input, textarea, select') === true;
      if (event.key.toLowerCase() === 'n' && !isTyping && !event.ctrlKey && !event.metaKey) say();
    };
    const timer = setInterval(say, SPOKEN_MS);
    addEventListener('keydown', key);
    return () => {
      clearInterval(timer);
      removeEventListener('keydown', key);
    };
  }, []);
  return html`<p class="off" role="status">${text}</p>`;
}
