import { gapReason } from '../ports/messages/gap-reason.ts';
import type { Database, DatabaseSize, OpenDatabase } from './database.ts';
import type { OpenResult } from './open-or-recover.ts';
import { openOrRecover } from './open-or-recover.ts';
import type { Salvage } from './salvage.ts';
import { salvage } from './salvage.ts';
import { SequenceGaps } from './sequence-gaps.ts';
import { SequenceRanges } from './sequence-ranges.ts';
import type { SequenceReservation } from './sequence-reservation.ts';
import type { StorageState } from './storage-state.ts';
import { StateTable } from './storage-state.ts';

/** An event about the start: what was repaired, or which numbers were skipped. */
export type StartEvent = Readonly<Record<string, unknown>> & {
  readonly kind: 'seq_gap' | 'StorageReset';
};

export interface StartupRecovery {
  readonly database: Database;
  readonly ledger: StorageState;
  /** Events about repairs at the start, for the cloud and the technician. */
  readonly events: readonly StartEvent[];
}

/**
 * Without a readable floor file, numbering continues this far above the highest number found. It is more than one block
 * (1,000), because a power cut may leave a block partly used.
 */
const SAFE_DISTANCE = 2000;

/**
 * Opens the database, recovering it if needed. Finds a sequence number that was never used, and records missing numbers
 * as gaps.
 */
export function recoverAtStartup(options: {
  readonly directory: string;
  readonly size: DatabaseSize;
  readonly open: OpenDatabase;
  readonly floor: SequenceReservation;
  readonly bootId: string;
  readonly thorough: boolean;
}): StartupRecovery {
  const { floor, bootId } = options;
  const landing = openOrRecover({ ...options, expected: floor.value > 0, seqFloor: floor.value });
  const { database } = landing;
  const saved = landing.setAside?.file === undefined ? undefined : rescue(landing, options.open);
  const known = soundLedger(landing);
  const highest = highestSeq(database);
  const next = known === undefined && highest === 0 ? 1 : Math.max(known?.next ?? 0, highest + 1);
  const ledger: StorageState = {
    ...{ dropped: 0, coarsened: 0, damaged: 0, boot: bootId, bootFirstSeq: 0 },
    ...(known ?? { unsent: allSeqs(database) }),
    next: floor.value === 0 && next > 1 ? next + SAFE_DISTANCE : Math.max(next, floor.value),
  };
  if (ledger.boot !== bootId) Object.assign(ledger, { boot: bootId, bootFirstSeq: ledger.next });
  return { database, ledger, events: account(landing, saved, next, ledger) };
}

/** Loads the storage state. After a salvage, removes from its outbox the rows that were not salvaged. */
function soundLedger({ database, setAside }: OpenResult): StorageState | undefined {
  const ledger = new StateTable(database).loadLedger();
  if (ledger === undefined || setAside === undefined) return ledger;
  const unsent = new SequenceRanges();
  for (const seq of allSeqs(database).ascending()) if (ledger.unsent.has(seq)) unsent.add(seq);
  return { ...ledger, unsent };
}

function rescue(landing: OpenResult, open: OpenDatabase): Salvage {
  const { database, setAside } = landing;
  if (setAside?.file === undefined || !setAside.readable) return { rows: 0, complete: true };
  return salvage(setAside.file, database, open);
}

/** Records and logs the sequence numbers that will never arrive. */
function account(
  { database, setAside }: OpenResult,
  saved: Salvage | undefined,
  next: number,
  ledger: StorageState,
): StartEvent[] {
  const toSeq = ledger.next - 1;
  const gaps = new SequenceGaps(database);
  if (setAside === undefined) {
    if (toSeq < next) return [];
    gaps.add({ fromSeq: next, toSeq, reason: 'unused', rows: null });
    return [{ kind: 'seq_gap', fromSeq: next, toSeq, reason: gapReason('unused') }];
  }
  const missing = new SequenceRanges();
  if (toSeq >= 1) missing.addRange(1, toSeq);
  for (const seq of allSeqs(database).ascending()) missing.delete(seq);
  for (const [fromSeq, end] of missing.ranges()) {
    gaps.add({ fromSeq, toSeq: end, reason: 'reset', rows: null });
  }
  const what = {
    detail: setAside.why,
    salvagedRows: saved?.rows ?? 0,
    complete: saved?.complete ?? true,
  };
  return [{ kind: 'StorageReset', ...what, toSeq, missing: missing.ranges().slice(0, 20) }];
}

function highestSeq(database: Database): number {
  return Number(
    database
      .prepare(
        `SELECT max(ifnull((SELECT max(seq) FROM record), 0), ifnull((SELECT max(seq) FROM event), 0),
                    ifnull((SELECT max(to_seq) FROM gap), 0))`,
      )
      .pluck()
      .get(),
  );
}

function allSeqs(database: Database): SequenceRanges {
  const set = new SequenceRanges();
  for (const seq of database
    .prepare('SELECT seq FROM record UNION ALL SELECT seq FROM event')
    .pluck()
    .iterate()) {
    set.add(Number(seq));
  }
  return set;
}
