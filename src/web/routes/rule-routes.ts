import { z } from 'zod';
import type { ActivityLog } from '../../ports/console/console.ts';
import type { ConsoleRules } from '../../ports/console/console-rules.ts';
import type { Route } from '../route.ts';
import { defineRoute, HttpError } from '../route.ts';

const request = z.strictObject({ rule: z.string().min(1).max(63) });

export function ruleRoutes({
  rules,
  journal,
}: {
  readonly rules: ConsoleRules;
  readonly journal: ActivityLog;
}): Route[] {
  const act = (path: string, summary: string, what: string, run: (rule: string) => boolean) =>
    defineRoute({
      ...{
        method: 'POST' as const,
        path,
        summary,
        access: 'technician' as const,
        body: request,
        answer: 'rules' as const,
      },
      handle: ({ body, session }) => {
        if (!run(body.rule)) throw new HttpError(404, 'NOT_FOUND', 'There is no such rule.');
        journal.logEntry({ who: session?.name ?? 'unknown', what, details: { rule: body.rule } });
        return rules.view();
      },
    });
  return [
    defineRoute({
      ...{
        method: 'GET',
        path: '/api/rules',
        summary: 'Rules with their states, and outputs.',
        access: 'viewer',
      },
      answer: 'rules',
      handle: () => rules.view(),
    }),
    act(
      '/api/rules/test',
      'Send a marked test to the outputs of a rule, lamps left out.',
      'tested a rule',
      (rule) => rules.test(rule),
    ),
    act('/api/rules/end', 'End a rule that stays on until then.', 'ended a rule', (rule) => rules.end(rule)),
  ];
}
