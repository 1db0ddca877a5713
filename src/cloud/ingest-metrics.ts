import type { ReceiverCounts } from './ingest-worker.ts';

const NAMES: Readonly<Record<keyof ReceiverCounts, readonly [name: string, help: string]>> = {
  messages: ['messages_total', 'Messages read from the broker.'],
  rows: ['rows_total', 'Rows handed to the database; repeated ones count again.'],
  deadLetters: ['dead_letters_total', 'Messages and rows that were refused.'],
  unread: ['unread_messages_total', 'Messages of gateways that sent more than they may, not read.'],
  foreignVersions: ['foreign_versions_total', 'Messages of another major version of the contract.'],
  failedBatches: ['failed_batches_total', 'Batches that the database did not take at first.'],
  rangesAsked: ['ranges_asked_total', 'Ranges of missing rows that gateways were asked for.'],
  held: ['held_messages', 'Messages that wait for their transaction.'],
  oldestHeldSeconds: ['oldest_held_seconds', 'How long the oldest of them has waited.'],
  rollupLagSeconds: ['rollup_lag_seconds', 'By how much the roll-ups are behind the rows.'],
};

/** Returns the counters of this worker since its start as Prometheus metrics. */
export function receiverMetrics(counts: () => ReceiverCounts) {
  return (Object.keys(NAMES) as (keyof ReceiverCounts)[]).map((key) => {
    const [name, help] = NAMES[key];
    return { name: `lintel_ingest_${name}`, help, read: () => counts()[key] };
  });
}
