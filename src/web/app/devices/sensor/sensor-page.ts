import type { VNode } from 'preact';
import type { SensorKind } from '../../../../core/model/sensor-kind.ts';
import type { GatewayView } from '../../../../ports/console/console.ts';
import type { DoorView } from '../../../../ports/console/console-devices.ts';
import { BackLink } from '../../kit/back-link.ts';
import { displayName } from '../../kit/display-names.ts';
import { html } from '../../kit/html.ts';
import type { ViewProps } from '../../kit/page-props.ts';
import { getSensorLabel } from '../../kit/sensor-kinds.ts';
import { findProblems, isSeeing } from '../../kit/sensor-problems.ts';
import { useValue } from '../../kit/use-value.ts';
import * as state from '../../state/app-state.ts';
import { t as countingText } from '../../state/counting-words.ts';
import { DirectionTest } from '../direction-check.ts';
import { useDoor } from '../use-door.ts';
import { getFaults } from './faults.ts';
import { HeardTags } from './heard-tags.ts';
import { SaysNow } from './says-now.ts';
import { t } from './words.ts';

type Props = ViewProps & { readonly id: string };
type OfKind = { readonly kind: SensorKind };

/** Shows one sensor: its readings, its counts, and remedies for faults. */
export function SensorPage(props: Props): VNode {
  const { shop, id, session } = props;
  const sensor = shop.sensors.find((one) => one.id === id);
  if (sensor === undefined)
    return html`<main><${BackLink} /><section class="card"><p>${t('noSuchDevice')}</p></section></main>`;
  const isTechnician = session.role === 'technician';
  return html`<main class="single"><${BackLink} />
    <${Standing} ...${props} kind=${sensor.kind} />
    ${isTechnician ? html`<${SaysNow} shop=${shop} sensor=${id} />` : html`<p class="card">${t('viewerOnly')}</p>`}
    ${isTechnician && sensor.kind === 'hears-tags' && html`<${HeardTags} receiver=${id} />`}
    ${sensor.kind === 'counts-people' && html`<${AtDoor} ...${props} />`}
    ${isTechnician && html`<${IfWrong} ...${props} kind=${sensor.kind} />`}</main>`;
}

/** Shows the sensor's state and, if it has a fault, the remedy. */
function Standing({ shop, id, kind }: Props & OfKind): VNode {
  const status = useValue(state.status);
  const summary = useValue(state.summary);
  const isStale = useValue(state.isStale);
  const now = status?.sensors.find(({ sensor }) => sensor === id);
  const problem = status && findProblems(status, shop, summary).find(({ key }) => key === id);
  return html`<section class=${isStale ? 'card stale' : 'card'}><h2>${displayName(shop, id)}</h2>
    <p class="row">${now !== undefined && html`<span class=${isSeeing(now) ? 'good' : 'bad'}>${isSeeing(now) ? `✓ ${t(now.state)}` : (problem?.what ?? t(now.state))}</span>`}<span class="quiet">${getSensorLabel(shop, id)}</span></p>
    ${problem?.detail !== undefined && html`<p class="quiet">${problem.detail}</p>`}
    ${now !== undefined && html`<p class="todo">${problem === undefined ? idleText(now) : isSeeing(now) ? `${problem.what}. ${problem.remedy}` : problem.remedy}</p>`}
    ${now !== undefined && isLost(now) && html`<p class="quiet">${t(`without ${kind}`)}</p>`}</section>`;
}

function isLost({ state: now }: GatewayView['sensors'][number]): boolean {
  return now === 'waiting' || now === 'degraded';
}

function idleText({ state: now }: GatewayView['sensors'][number]): string {
  return t(now === 'starting' ? 'waitForIt' : 'nothingToDo');
}

/** Shows the counts of all sensors at the door, and the check of directions. */
function AtDoor(props: Props): VNode {
  const { shop, id } = props;
  const set = shop.doors.find(({ sensors }) => sensors.includes(id));
  const { door, load } = useDoor(set?.id ?? '');
  if (set === undefined) {
    return html`<section class="card"><h2>${t('doesItCount')}</h2><p class="warn">${t('atNoDoor')}</p>
      <div class="row"><a class="button" href="#devices/door/">${t('newDoor')}</a></div></section>`;
  }
  if (door === undefined) return html`<p class="card quiet">${t('loading')}</p>`;
  return html`${counts(props, door)}<${DirectionTest} ...${props} door=${door} load=${load} only=${id} />`;
}

function counts({ shop, id }: Props, { door, since, sources }: DoorView): VNode {
  const never =
    since === null && html`<p class="warn">${displayName(shop, door)}: ${countingText('neverCounted')}</p>`;
  return html`<section class="card"><h2>${t('doesItCount')}</h2>${never}<p class="quiet">${t('countsSince')}</p>
    <div class="scroll"><table><thead><tr><td></td><th class="number">${t('in')}</th><th class="number">${t('out')}</th></tr></thead><tbody>
    ${sources.map((source) => html`<tr key=${source.id} class=${source.id === id ? 'changed' : ''}><th scope="row">${displayName(shop, source.id)}</th><td class="number">${source.in}</td><td class="number">${source.out}</td></tr>`)}
    </tbody></table></div>
    <div class="row actions"><a class="button" href="#devices/door/${encodeURIComponent(door)}">${t('openDoor', { name: displayName(shop, door) })}</a></div></section>`;
}

/** Lists the usual faults. For a lost sensor, the fault `wrong silence` comes first. */
function IfWrong({ id, kind }: Props & OfKind): VNode {
  const now = useValue(state.status)?.sensors.find(({ sensor }) => sensor === id);
  const faults = getFaults(kind);
  const sorted = now !== undefined && isLost(now) ? faults.toReversed() : faults;
  return html`<section class="card"><h2>${t('ifWrong')}</h2><ol>${sorted.map(
    (fault) =>
      html`<li key=${fault}><strong>${t(fault)}</strong><br /><span class="quiet">${t(`do ${fault}`)}</span></li>`,
  )}</ol>
    <div class="row actions"><a class="button" href="#settings/sensors/${encodeURIComponent(id)}">${t('itsSettings')}</a>
    ${kind === 'hears-tags' && html`<a class="button" href="#devices/beacons">${t('receiversAndTags')}</a>`}</div></section>`;
}
