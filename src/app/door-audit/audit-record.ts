import type { AuditorErrors, Tap } from '../../core/door-audit/audit-accuracy.ts';
import { AUDIT_TARGET, scoreAudit, TOLERANCE_MS } from '../../core/door-audit/audit-accuracy.ts';
import type { AuditSubject, CountedCrossing } from '../../core/door-audit/audited-crossing.ts';
import { matchesSubject } from '../../core/door-audit/audited-crossing.ts';
import type { AuditRecord } from '../../ports/audit-record.ts';

export interface AuditInput {
  readonly subject: AuditSubject;
  readonly gateway: string;
  readonly store: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly by: string;
  readonly taps: readonly Tap[];
  /** Crossings of any door and time. The audit uses those of its subject during the audit. */
  readonly crossings: readonly CountedCrossing[];
  readonly target?: number;
  readonly tapper?: AuditorErrors;
}

/** Compares the taps with the counts of the audit's subject in the same time. */
export function auditRecord(input: AuditInput): AuditRecord {
  const { subject, gateway, store, fromMs, toMs, by, target = AUDIT_TARGET, tapper } = input;
  const within = ({ at }: { readonly at: number }) => at >= fromMs && at <= toMs;
  const taps = input.taps.filter(within);
  const crossings = input.crossings.filter(matchesSubject(subject)).filter(within);
  return {
    subject,
    gateway,
    store,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    by,
    definition: `audit/1;toleranceMs=${TOLERANCE_MS};target=${target};interval=wilson95`,
    taps: taps.length,
    counted: crossings.length,
    result: scoreAudit(taps, crossings, { target, ...(tapper === undefined ? {} : { tapper }) }),
  };
}
