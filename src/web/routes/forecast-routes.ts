import type { ConsoleForecast } from '../../ports/console/console-forecast.ts';
import type { Route } from '../route.ts';
import { defineRoute } from '../route.ts';

export function forecastRoutes({ forecast }: { readonly forecast: ConsoleForecast }): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/forecast',
      summary: 'Expected people by hour for a week, with intervals, staff and unusual days.',
      access: 'viewer',
      answer: 'forecast',
      handle: () => forecast.view(),
    }),
  ];
}
