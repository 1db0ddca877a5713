import type { VNode } from 'preact';
import type { AuditRecord, SignedAudit } from '../../../ports/audit-record.ts';
import type { StoreView } from '../../../ports/console/console.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import { gatewayNow } from '../state/app-state.ts';

/** Days after which a door needs a new audit, because staff may have moved displays and cameras. */
const AGAIN_AFTER_DAYS = 90;
const DAY_MS = 86_400_000;

/** Lists the doors that have no recent audit, and the counting lines that belong to no door and have none. */
export function AuditReminders({
  shop,
  audits,
}: {
  readonly shop: StoreView;
  readonly audits: readonly SignedAudit[] | undefined;
}): VNode | null {
  if (audits === undefined) return null;
  const atDoors = new Set(shop.doors.flatMap(({ lines }) => lines));
  const subjects = [
    ...shop.doors.map(({ id, name }) => ({ kind: 'door', id, name })),
    ...shop.lines.filter(({ id }) => !atDoors.has(id)).map(({ id, name }) => ({ kind: 'line', id, name })),
  ];
  const due = subjects.flatMap(({ kind, id, name }) => {
    const reason = reasonFor(name, latestOf(audits, kind, id), gatewayNow());
    return reason === undefined ? [] : [{ key: `${kind} ${id}`, reason }];
  });
  if (due.length === 0) return null;
  return html`<section class="card"><h2>${t('auditDue')}</h2><ul class="list">${due.map(({ key, reason }) => html`<li key=${key} class="warn">${reason}</li>`)}</ul></section>`;
}

function latestOf(audits: readonly SignedAudit[], kind: string, id: string): AuditRecord | undefined {
  return audits
    .map(({ record }) => record)
    .filter(({ subject }) => subject.kind === kind && subject.id === id)
    .toSorted((a, b) => Date.parse(b.to) - Date.parse(a.to))[0];
}

/** Returns why the door needs an audit; undefined when it needs none. */
function reasonFor(name: string, latest: AuditRecord | undefined, nowMs: number): string | undefined {
  if (latest === undefined) return t('auditNever', { name });
  const days = Math.floor((nowMs - Date.parse(latest.to)) / DAY_MS);
  if (days >= AGAIN_AFTER_DAYS) return t('auditOld', { name, days });
  return latest.result.both.verdict === 'pass' ? undefined : t('auditNotPassed', { name });
}
