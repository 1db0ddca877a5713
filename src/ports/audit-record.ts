import type { AuditResult } from '../core/door-audit/audit-accuracy.ts';
import type { AuditSubject } from '../core/door-audit/audited-crossing.ts';

/** A finished audit as it is signed: what was compared, by which rules, and what came out. */
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

/** A finished audit, signed by the device. */
export interface SignedAudit {
  readonly id: string;
  readonly record: AuditRecord;
  /** Ed25519 over the JSON text of id and record, base64, with the device's own public key. */
  readonly signature: string;
  readonly publicKey: string;
}
