import type { Fact } from '../model/fact.ts';
import type { AuditedCrossing } from './match-taps.ts';

/** The audited door or line: `door front`, `line entrance`. */
export interface AuditSubject {
  readonly kind: 'door' | 'line';
  readonly id: string;
}

/** A crossing that was counted, for audits. */
export interface CountedCrossing extends AuditedCrossing {
  readonly subject: AuditSubject;
}

/** The fact as crossings, one for each person; none for facts that are no crossing. */
export function toCrossings(fact: Fact): CountedCrossing[] {
  if (fact.kind === 'LineCrossed') {
    return [{ subject: { kind: 'line', id: fact.line }, at: fact.at, direction: fact.direction }];
  }
  if (fact.kind !== 'DoorCrossed') return [];
  const since = fact.evidence?.kind === 'counter' ? { since: fact.evidence.since } : {};
  const crossing: CountedCrossing = {
    subject: { kind: 'door', id: fact.door },
    at: fact.at,
    direction: fact.direction,
    ...since,
  };
  return Array.from({ length: fact.count }, () => crossing);
}

export function matchesSubject(subject: AuditSubject): (crossing: CountedCrossing) => boolean {
  return (crossing) => crossing.subject.kind === subject.kind && crossing.subject.id === subject.id;
}
