import type { AuditResult } from '../core/door-audit/audit-accuracy.ts';
import type { AuditSubject } from '../core/door-audit/audited-crossing.ts';

/** A finished audit: the subject, the rules of comparison and the result. */
export interface AuditRecord {
  readonly subject: AuditSubject;
  readonly gateway: string;
  readonly store: string;
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly definition: string;
  readonly taps: number;
  readonly counted: number;
  readonly result: AuditResult;
}

/** A finished audit with its signature by the gateway's own key. */
export interface SignedAudit {
  readonly id: string;
  readonly record: AuditRecord;
  /** Ed25519 signature over the JSON text of id and record, base64. `publicKey` is the gateway's own. */
  readonly signature: string;
  readonly publicKey: string;
}
