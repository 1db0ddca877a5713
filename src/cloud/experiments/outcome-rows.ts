import type { ClientBase } from 'pg';
import type { OutcomeRow } from '../../core/experiments/block-of-rows.ts';
import type { ExperimentMeasure } from '../../core/experiments/block-outcome.ts';

export interface OutcomeQuestion {
  readonly tenant: string;
  readonly store: string;
  readonly measure: ExperimentMeasure['measure'];
  /** Id of a zone or queue. Undefined for the whole store. */
  readonly zone?: string | undefined;
  readonly fromMs: number;
  readonly toMs: number;
}

const OUTCOMES = `
SELECT extract(epoch FROM from_at)::float8 * 1000 AS from_ms, extract(epoch FROM to_at)::float8 * 1000 AS to_ms, def,
  coalesce(seen_s, 0)::float8 * 1000 AS seen_ms, total::float8 AS total, of_total::float8 AS of_total
FROM kpi.experiment_outcome
WHERE tenant = $1 AND store = $2 AND measure = $3 AND thing IS NOT DISTINCT FROM $4 AND from_at >= $5 AND from_at < $6
ORDER BY from_at`;

/** Returns the outcome rows of a store, oldest first. */
export async function readOutcomes(client: ClientBase, question: OutcomeQuestion): Promise<OutcomeRow[]> {
  const { tenant, store, measure, zone, fromMs, toMs } = question;
  const values = [tenant, store, measure, zone ?? null, new Date(fromMs), new Date(toMs)];
  const { rows } = await client.query<
    Record<'from_ms' | 'to_ms' | 'seen_ms' | 'total' | 'of_total', number> & { def: string }
  >(OUTCOMES, values);
  return rows.map(({ from_ms: from, to_ms: to, def: definition, seen_ms: seenMs, total, of_total: of }) => ({
    ...{ fromMs: from, toMs: to, definition, seenMs, total, of },
  }));
}
