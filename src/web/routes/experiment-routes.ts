import type { ConsoleExperiments } from '../../ports/console/console-experiments.ts';
import type { Route } from '../route.ts';
import { defineRoute } from '../route.ts';

export function experimentRoutes({ experiments }: { readonly experiments: ConsoleExperiments }): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/experiments',
      summary: 'Experiments with today’s variants, what they can see, and their results.',
      access: 'viewer',
      answer: 'experiments',
      handle: () => experiments.view(),
    }),
  ];
}
