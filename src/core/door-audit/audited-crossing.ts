import type { Fact } from '../model/fact.ts';
import type { AuditedCrossing } from './match-taps.ts';

/** The audited door or line: `door front`, `line entrance`. */
export interface AuditSubject {
  readonly kind: 'door' | 'line';
  readonly id: string;
}

export interface CountedCrossing extends AuditedCrossing {
  readonly subject: AuditSubject;
}

/** Returns one crossing per person of the fact. Empty when the fact is no crossing. */
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
