import type { JourneyCounts } from './open-window.ts';
import type { JourneySummary } from './summary.ts';

/** Steps counted by `from>to` → one summary each; an empty name is outside of all zones. */
export function journeySummaries(journeys: JourneyCounts): JourneySummary[] {
  return Object.entries(journeys).map(([step, n]) => {
    const [from = '', to = ''] = step.split('>');
    return { from: from === '' ? null : from, to: to === '' ? null : to, n };
  });
}
