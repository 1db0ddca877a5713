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

/** What a write needs: the database and its surroundings. */
export interface DatabaseHome {
  readonly database: Database;
  readonly ledger: StorageState;
  readonly floor: Pick<SequenceReservation, 'reserve' | 'reserveFarAhead' | 'release'>;
  /** Path of the database file. Undefined for a database in memory. */
  readonly file: string | undefined;
}

/** The open database and its storage state. All changes to them go through this class. */
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

  /** The storage state, for reading and for removing acknowledged rows. Make other changes with `transact`. */
  get ledger(): StorageState {
    return this.#ledger;
  }

  /** Why the last write failed. Empty when it succeeded. */
  get failure(): string {
    return this.#failure;
  }

  /**
   * Runs `work` in one transaction, on a copy of the storage state. The copy replaces the state when the transaction is
   * on disk.
   */
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
   * Returns 1 when a WAL checkpoint ran since the last call: the database file then has a new modification time. A WAL
   * checkpoint costs three more syncs: the WAL, the database, and the new start of the WAL.
   */
  #folded(): 0 | 1 {
    if (this.#file === undefined) return 0;
    const { mtimeNs } = statSync(this.#file, { bigint: true });
    const changed = mtimeNs !== this.#foldedNs;
    this.#foldedNs = mtimeNs;
    return changed ? 1 : 0;
  }

  /**
   * Runs `work`, and only logs errors of the disk. For writes of changes that memory already holds: a later commit
   * writes them again.
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
