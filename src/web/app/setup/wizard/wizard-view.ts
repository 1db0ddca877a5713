import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { SensorKind } from '../../../../core/model/sensor-kind.ts';
import type { OfferedSensor } from '../../../../ports/console/sensor-offer.ts';
import { t } from '../../kit/forms/setup-words.ts';
import { html } from '../../kit/html.ts';
import { currentLanguage } from '../../kit/language.ts';
import type { ViewProps } from '../../kit/page-props.ts';
import { loadOffers } from '../../kit/sensor-offers.ts';
import { KindForm } from './kind-form.ts';
import { KindHead } from './kind-head.ts';

/** Groups of sensor types. The group that is used most comes first. */
const GROUPS = {
  doors: ['counts-people', 'counts-heads', 'watches-door'],
  people: ['sees-people'],
  tags: ['hears-tags'],
  sales: ['makes-sales'],
  answers: ['takes-answers'],
} as const satisfies Readonly<Record<string, readonly SensorKind[]>>;
type Group = keyof typeof GROUPS;

/** Adds a sensor in steps: its type, its port and its settings. */
export function WizardView(props: ViewProps): VNode {
  const { session, route } = props;
  const [offers, setOffers] = useState<readonly OfferedSensor[]>();
  const [fault, setFault] = useState('');
  const isTechnician = session.role === 'technician';
  useEffect(() => {
    if (isTechnician) loadOffers().then(setOffers, (error: Error) => setFault(error.message));
  }, []);
  if (!isTechnician) return html`<main><p class="card">${t('viewerOnly')}</p></main>`;
  if (fault !== '') return html`<main><p class="card bad">${t('failed', { why: fault })}</p></main>`;
  if (offers === undefined) return html`<main><p class="card quiet">${t('loading')}</p></main>`;
  const kind = offers.find(({ type }) => type === route[0]);
  if (kind !== undefined) return html`<${KindForm} key=${kind.type} ...${props} kind=${kind} />`;
  return html`<main class="single"><a class="back" href="#devices">‹ ${t('devices')}</a>
    <section class="card"><h2>${t('whichKind')}</h2><p class="quiet">${t('whichKindHow')}</p></section>
    ${(Object.keys(GROUPS) as Group[]).map((group) => list(group, offers))}</main>`;
}

/** Lists the types of a group by name. Types that can be added from a phone alone come first. */
function list(group: Group, offers: readonly OfferedSensor[]): VNode {
  const kinds: readonly SensorKind[] = GROUPS[group];
  const own = offers
    .filter(({ does }) => kinds.includes(does))
    .toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)))
    .toSorted((a, b) => Number(a.isOnlyFound ?? false) - Number(b.isOnlyFound ?? false));
  return html`<section class="card" key=${group}><h2>${t(`group ${group}`)}</h2><ul class="list tight">${own.map(
    (kind) =>
      html`<li key=${kind.type}><a class="goto" href="#add/${kind.type}"><${KindHead} kind=${kind} /></a></li>`,
  )}</ul></section>`;
}

function nameOf({ name }: OfferedSensor): string {
  return name[currentLanguage()];
}
