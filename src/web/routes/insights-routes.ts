import { z } from 'zod';
import { AGAINST, VIEW_KINDS } from '../../core/insights/insights-view.ts';
import type { ConsoleInsights } from '../../ports/console/console-insights.ts';
import { sendCompressed } from '../compressed-answer.ts';
import type { Route } from '../route.ts';
import { defineRoute } from '../route.ts';

const query = z.strictObject({
  kind: z.enum(VIEW_KINDS),
  date: z.iso.date().meta({ description: 'Any local day of the view.' }),
  against: z.enum(AGAINST).default('usual'),
  since: z.coerce.number().int().nonnegative().optional().meta({
    description: 'Only what is newer than this, in ms since 1970. Nothing newer is answered with 204.',
  }),
});

export function insightsRoutes({ insights }: { readonly insights: ConsoleInsights }): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/insights',
      summary: 'The numbers of a day, week or month with what each rests on, and what is usual.',
      access: 'viewer',
      query,
      answer: 'insights',
      handle: ({ query: { since, ...asked }, request, reply }) => {
        const view = since === undefined ? insights.view(asked) : insights.newer(asked, since);
        return view && sendCompressed(view, request, reply);
      },
    }),
  ];
}
