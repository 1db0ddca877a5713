import { statSync } from 'node:fs';
import { GatewayError } from '../core/model/gateway-error.ts';
import type { Log } from '../ports/log.ts';
import type { Database, Transaction } from './database.ts';
import { PageCounts } from './database.ts';
import { RowStatements } from './rows/row-statements.ts';
import type { SequenceReservation } from './sequence-reservation.ts';
import { toStorageError, wrapDiskErrors } from './storage-error.ts';
import type { StorageState } from './storage-state.ts';
import { copyLedger, StateTable } from './storage-state.ts';
import { WriteMeter } from './write-meter.ts';

/** A database and the resources around it that a write uses. */
export interface DatabaseHome {
  readonly database: Database;
  readonly ledger: StorageState;
  readonly floor: Pick<SequenceReservation, 'reserve' | 'reserveFarAhead' | 'release'>;
  /** Path of the database; undefined in memory. */
  readonly file: string | undefined;
}

/** The open database with its storage state. All changes to either go through this class. */
export class StorageWriter {
  readonly database: Database;
  readonly rows: RowStatements;
  readonly state: StateTable;
  readonly pages: PageCounts;
  readonly meter: WriteMeter = new WriteMeter();
  readonly #floor: DatabaseHome['floor'];
  readonly #file: string | undefined;
  readonly #log: Log | undefined;
  #ledger: StorageState;
  readonly #inTransaction: Transaction<(work: () => void) => void>;
  #failure = '';
  #foldedNs = 0n;

  constructor({ database, floor, ledger, file }: DatabaseHome, log: Log | undefined) {
    this.database = database;
    this.rows = new RowStatements(database);
    this.state = new StateTable(database);
    this.pages = new PageCounts(database);
    this.#inTransaction = database.transaction((work: () => void) => work());
    this.#file = file;
    this.#floor = floor;
    this.#ledger = ledger;
    this.#log = log;
  }

  /** For reading and for removing acknowledged rows. All other changes go through `transact`. */
  get ledger(): StorageState {
    return this.#ledger;
  }

  /** Why the last write failed; empty when it succeeded. */
  get failure(): string {
    return this.#failure;
  }

  /** Runs `work` on a copy of the storage state in one transaction. Keeps the copy once it is on disk. */
  transact(work: (ledger: StorageState) => void): void {
    try {
      this.#transact(work);
    } catch (error) {
      throw this.#failed(error);
    }
    this.#failure = '';
  }

  #transact(work: (ledger: StorageState) => void): void {
    const ledger = copyLedger(this.#ledger);
    this.#inTransaction.immediate(() => {
      work(ledger);
      if (this.#floor.reserve(ledger.next)) this.meter.addSyncs(2);
      this.state.saveLedger(ledger);
    });
    this.#ledger = ledger;
    this.meter.addSyncs(1 + 3 * this.#folded());
  }

  reserveFarAhead(): void {
    this.quietly(() => this.#floor.reserveFarAhead(this.#ledger.next));
  }

  /**
   * Detects WAL checkpoints by the modification time of the database file. Each costs three more syncs: the WAL, the
   * database, and the new start of the WAL.
   */
  #folded(): 0 | 1 {
    if (this.#file === undefined) return 0;
    const { mtimeNs } = statSync(this.#file, { bigint: true });
    const changed = mtimeNs !== this.#foldedNs;
    this.#foldedNs = mtimeNs;
    return changed ? 1 : 0;
  }

  /**
   * Runs `work` and only logs disk errors. For writes that a later commit repeats, because memory already holds the
   * change.
   */
  quietly(work: () => void): void {
    try {
      work();
    } catch (error) {
      const failure = this.#failed(error);
      if (!(failure instanceof GatewayError)) throw failure;
      this.#log?.warn({ code: failure.code }, failure.message);
    }
  }

  #failed(error: unknown): unknown {
    const failure = toStorageError(error);
    this.#failure = failure instanceof Error ? failure.message : String(failure);
    return failure;
  }

  close(): void {
    if (!this.database.open) return;
    this.quietly(() => this.transact(() => undefined));
    this.quietly(() => wrapDiskErrors(() => this.#floor.release(this.#ledger.next)));
    this.quietly(() => this.database.close());
  }
}
