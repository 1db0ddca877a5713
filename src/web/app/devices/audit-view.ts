import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { AuditShare } from '../../../core/door-audit/audit-accuracy.ts';
import type { SignedAudit } from '../../../ports/audit-record.ts';
import { api } from '../kit/api.ts';
import { html } from '../kit/html.ts';
import { currentLocale, t } from '../kit/i18n.ts';
import type { ViewProps } from '../kit/page-props.ts';
import { gatewayNow } from '../state/app-state.ts';
import { AuditReminders } from './audit-reminders.ts';

interface Tap {
  readonly at: number;
  readonly direction: 'in' | 'out';
}

/** Time after which a crossing is final: the U-turn time, plus time for a late frame. */
const DECIDED_MS = 4_000;

export function AuditView(props: ViewProps): VNode {
  const { shop, session } = props;
  const subjects = [
    ...shop.doors.map(({ id, name }) => ({ key: `door ${id}`, name })),
    ...shop.lines.map(({ id, name }) => ({ key: `line ${id}`, name })),
  ];
  const [audits, setAudits] = useState<readonly SignedAudit[]>();
  const load = () => void api.audits().then(setAudits, () => undefined);
  useEffect(load, []);
  const body =
    session.role !== 'technician'
      ? t('viewerOnly')
      : subjects.length === 0
        ? t('nothingToAudit')
        : html`<${Taker} ...${props} subjects=${subjects} finished=${load} />`;
  return html`<main><${AuditReminders} shop=${shop} audits=${audits} />
    <section class="card">${body}</section>
    <section class="card"><h2>${t('earlierAudits')}</h2>${audits?.length === 0 && html`<p class="quiet">${t('noneYet')}</p>`}<ul class="list" id="audits">${audits?.map((audit) => html`<li key=${audit.id}><${AuditCard} audit=${audit} /></li>`)}</ul></section></main>`;
}

type TakerProps = ViewProps & {
  readonly subjects: readonly { readonly key: string; readonly name: string }[];
  readonly finished: () => void;
};

function Taker({ subjects, finished, announce }: TakerProps): VNode {
  const [{ subject, from, taps }, set] = useKeptAudit(subjects[0]?.key ?? '');
  const setTaps = (next: readonly Tap[]) => set({ subject, from, taps: next });
  const [isComparing, setComparing] = useState(false);
  const finish = async () => {
    const to = gatewayNow();
    setComparing(true);
    await new Promise((resolve) => setTimeout(resolve, DECIDED_MS));
    const [kind, id] = subject.split(' ');
    try {
      await api.finishAudit({ subject: { kind, id }, from, to, taps });
      finished();
    } catch (error) {
      announce(t('failed', { why: (error as Error).message }));
    }
    setComparing(false);
    set({ subject, from: undefined, taps: [] });
  };
  if (isComparing) return html`<p role="status">${t('comparing')}</p>`;
  if (from === undefined) {
    return html`<p>${t('auditHow')}</p><label>${t('auditWhat')}<select value=${subject} onChange=${(e: Event) => set({ subject: (e.target as HTMLSelectElement).value, from, taps })}>
      ${subjects.map(({ key, name }) => html`<option value=${key}>${name}</option>`)}</select></label>
      <p><button class="main" onClick=${() => set({ subject, from: gatewayNow(), taps: [] })}>${t('start')}</button></p>`;
  }
  const tap = (direction: Tap['direction']) => () => setTaps([...taps, { at: gatewayNow(), direction }]);
  const count = (direction: Tap['direction']) => taps.filter((one) => one.direction === direction).length;
  return html`<div class="taps"><button class="good" onPointerDown=${tap('in')} onKeyDown=${byKey(tap('in'))}>${t('tapIn')}<br />${count('in')}</button>
      <button class="warn" onPointerDown=${tap('out')} onKeyDown=${byKey(tap('out'))}>${t('tapOut')}<br />${count('out')}</button></div>
    <p class="row"><button disabled=${taps.length === 0} onClick=${() => setTaps(taps.slice(0, -1))}>${t('takeBack')}</button>
      <button class="main" onClick=${finish}>${t('stopAudit')}</button></p>`;
}

interface Kept {
  readonly subject: string;
  readonly from: number | undefined;
  readonly taps: readonly Tap[];
}

const KEY = 'lintel-audit';

/** Keeps an open audit when the user opens another page or reloads this one. */
function useKeptAudit(first: string): [Kept, (next: Kept) => void] {
  const [kept, setKept] = useState<Kept>(() => {
    const text = localStorage.getItem(KEY);
    return text === null ? { subject: first, from: undefined, taps: [] } : (JSON.parse(text) as Kept);
  });
  return [
    kept,
    (next) => {
      localStorage.setItem(KEY, JSON.stringify(next));
      setKept(next);
    },
  ];
}

/** Returns a handler that counts a key press once, when the key goes down. */
function byKey(tap: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.repeat || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    tap();
  };
}

function AuditCard({ audit }: { audit: SignedAudit }): VNode {
  const { subject, from, result } = audit.record;
  const rows = [
    [t('in'), result.in],
    [t('out'), result.out],
    [t('both'), result.both],
  ] as const;
  const href = `data:application/json;charset=utf-8,${encodeURIComponent(JSON.stringify(audit, undefined, 2))}`;
  return html`<h3>${subject.id} · ${new Date(from).toLocaleString(currentLocale())}</h3><p><strong class=${pickColor(result.both)}>${verdict(result.both)}</strong></p>
    <div class="scroll"><table><thead><tr><th><span class="off">${t('direction')}</span></th><th class="number">${t('hits')}</th><th class="number">${t('misses')}</th>
      <th class="number">${t('extras')}</th><th class="number">${t('accuracy')}</th></tr></thead>
    <tbody>${rows.map(([name, share]) => shareRow(name, share))}</tbody></table></div>
    ${result.swapped > 0 && html`<p class="warn">${t('swappedHint', { n: result.swapped })}</p>`}
    <p><a class="button" href=${href} download="audit-${subject.id}-${from.slice(0, 10)}.json">${t('download')}</a></p>`;
}

function shareRow(name: string, { hits, misses, extras, accuracy, low, high }: AuditShare): VNode {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return html`<tr><th scope="row">${name}</th><td class="number">${hits}</td><td class="number">${misses}</td><td class="number">${extras}</td>
    <td class="number">${accuracy === null ? '–' : html`<strong>${percent(accuracy)}</strong><small class="quiet"> ${Math.round(100 * low)} – ${Math.round(100 * high)} %</small>`}</td></tr>`;
}

function verdict({ verdict: said, moreNeeded }: AuditShare): string {
  if (said !== 'open') return t(said);
  return moreNeeded === null ? t('openForever') : t('open', { n: moreNeeded });
}

function pickColor({ verdict: said }: AuditShare): string {
  return said === 'pass' ? 'good' : said === 'fail' ? 'bad' : 'warn';
}
