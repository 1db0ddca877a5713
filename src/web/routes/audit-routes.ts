import type { EpochMs } from '../../core/model/ids.ts';
import type { ActivityLog, ConsoleAudits } from '../../ports/console/console.ts';
import { auditRequest } from '../request-shapes.ts';
import type { Route } from '../route.ts';
import { defineRoute, HttpError } from '../route.ts';

export function auditRoutes(parts: {
  readonly audits: ConsoleAudits;
  readonly journal: ActivityLog;
}): Route[] {
  const { audits, journal } = parts;
  return [
    defineRoute({
      method: 'GET',
      path: '/api/audits',
      summary: 'Finished audits, newest first.',
      access: 'viewer',
      answer: 'audits',
      handle: () => audits.list(),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/audits',
      summary: 'Compare taps with the counts of the same time, and store the signed result.',
      access: 'technician',
      body: auditRequest,
      answer: 'audit',
      handle: ({ body, session }) => {
        if (body.to <= body.from)
          throw new HttpError(400, 'BAD_SPAN', 'The audit must end after its beginning.');
        const by = session?.name ?? 'unknown';
        const taps = body.taps.map(({ at, direction }) => ({ at: at as EpochMs, direction }));
        const audit = audits.finish({
          ...body,
          taps,
          by,
          from: body.from as EpochMs,
          to: body.to as EpochMs,
        });
        journal.logEntry({ who: by, what: 'audited', details: { subject: body.subject, audit: audit.id } });
        return audit;
      },
    }),
  ];
}
