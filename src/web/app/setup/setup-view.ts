import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { SignedAudit } from '../../../ports/audit-record.ts';
import { api } from '../kit/api.ts';
import type { SetupWord } from '../kit/forms/setup-words.ts';
import { t } from '../kit/forms/setup-words.ts';
import { html } from '../kit/html.ts';
import { icon } from '../kit/icon.ts';
import type { ViewProps } from '../kit/page-props.ts';
import { useValue } from '../kit/use-value.ts';
import { status } from '../state/app-state.ts';
import { FoundDevices } from './found-devices.ts';
import { InviteCard } from './invite-card.ts';

interface Step {
  readonly title: SetupWord;
  readonly text: string;
  readonly isDone: boolean;
  readonly href?: string;
}

/** Guides the user from an empty gateway to the first checked count. */
export function SetupView(props: ViewProps): VNode {
  const { session } = props;
  const steps = useSteps(props);
  const done = steps.filter(({ isDone }) => isDone).length;
  if (session.role !== 'technician') return html`<main><p class="card">${t('viewerOnly')}</p></main>`;
  return html`<main class="setup"><section class="card"><div class="row spread"><h2>${t('stepsDone', { n: done, all: steps.length })}</h2><a class="button" href="#live">${t('leaveForNow')}</a></div>
    <progress max=${steps.length} value=${done} aria-label=${t('stepsDone', { n: done, all: steps.length })}></progress>
    <ol class="steps">${steps.map((step, i) => html`<li key=${step.title} class=${step.isDone ? 'done' : ''}>${stepBody(step, i)}</li>`)}</ol></section>
    <div class="column"><${FoundDevices} ...${props} /><${InviteCard} ...${props} /></div></main>`;
}

function stepBody({ title, text, isDone, href }: Step, i: number): VNode {
  const body = html`<span class="mark" aria-hidden="true">${isDone ? icon('tick') : i + 1}</span>
    <span class="say"><strong>${t(title)}</strong><small>${isDone ? html`<span class="off">${t('done')}. </span>` : ''}${text}</small></span>`;
  return href === undefined
    ? html`<div class="step">${body}</div>`
    : html`<a class="step" href=${href}>${body}${icon('next')}</a>`;
}

function useSteps({ shop, session }: ViewProps): Step[] {
  const [audits, setAudits] = useState<readonly SignedAudit[]>([]);
  const now = useValue(status);
  useEffect(() => void api.audits().then(setAudits, () => undefined), []);
  const { store, sensors, zones, lines, doors } = shop;
  const up = now?.sensors.filter(({ state }) => state === 'up').length ?? 0;
  const isProven = audits.some(({ record }) => record.result.both.hits > 0);
  const cloud = now?.uplink.state ?? 'off';
  return [
    {
      title: 'stepStore',
      text: `${store.name}, ${store.timezone}`,
      isDone: store.timezone !== 'UTC',
      href: '#settings/store',
    },
    { title: 'stepPhone', text: session.name, isDone: true },
    { title: 'sensors', text: t('stepSensors', { n: sensors.length, up }), isDone: up > 0 },
    {
      ...{
        title: 'floor',
        text: t('stepPlan', { zones: zones.length, lines: lines.length, doors: doors.length }),
        href: '#plan',
      },
      isDone: zones.length + lines.length + doors.length > 0,
    },
    { title: 'stepCheck', text: t('stepCheckHow'), isDone: isProven, href: '#audit' },
    {
      title: 'stepCloud',
      text: t(cloud === 'off' ? 'stepCloudHow' : `uplink_${cloud}`),
      isDone: cloud === 'connected',
    },
  ];
}
