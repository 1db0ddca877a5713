import type { AuditResult, AuditShare } from '../../core/door-audit/audit-accuracy.ts';
import type { SignedAudit } from '../../ports/audit-record.ts';
import { table } from '../process/terminal.ts';

/** Formats a finished audit for a terminal. */
export function auditText({ id, record }: SignedAudit): string {
  const { subject, from, to, result, store } = record;
  return [
    `Audit of ${subject.kind} '${subject.id}'${store === '' ? '' : ` in ${store}`}, ${from} to ${to}`,
    table([
      ['direction', 'hits', 'misses', 'extras', 'accuracy', '95 % interval', 'still needed', 'verdict'],
      row('in', result.in),
      row('out', result.out),
      row('both', result.both),
    ]),
    ...remarks(result),
    `audit id ${id}`,
  ].join('\n\n');
}

function row(
  name: string,
  { hits, misses, extras, accuracy, low, high, moreNeeded, verdict }: AuditShare,
): string[] {
  return [
    name,
    String(hits),
    String(misses),
    String(extras),
    accuracy === null ? '–' : percent(accuracy),
    accuracy === null ? '–' : `${percent(low)} – ${percent(high)}`,
    moreNeeded === null ? '–' : String(moreNeeded),
    verdict,
  ];
}

function remarks({ both, swapped, lagMs }: AuditResult): string[] {
  const told = [`Taps came ${(lagMs / 1000).toFixed(1)} s after the crossings, in the middle.`];
  if (swapped > 0) {
    told.push(
      `${swapped} tapped one way and counted the other: if that is most of them, the sensor is mounted the wrong way round.`,
    );
  }
  if (both.verdict === 'pass') told.push('PASS: even the lower end of the interval is at the target.');
  else if (both.verdict === 'fail')
    told.push('FAIL: even the upper end of the interval is below the target.');
  else if (both.moreNeeded === null)
    told.push('OPEN: at this accuracy no number of crossings reaches the target.');
  else told.push(`OPEN: ${both.moreNeeded} more crossings like these would show the target.`);
  return told;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
