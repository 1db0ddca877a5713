import type { ClientBase } from 'pg';
import { writeBatch } from '../../../src/cloud/row-writer.ts';
import type { ClosedWindow } from '../../../src/core/privacy/amounts.ts';
import type { EgressGate } from '../../../src/core/privacy/egress-gate.ts';

/** A row as the receiver gives it to the database. */
export interface ReceivedRow {
  readonly tenant: string;
  readonly store: string;
  readonly gateway: string;
  readonly boot: string;
  readonly stream: string;
  readonly row: object;
}

export const SENDER = { tenant: 'acme', store: 'high-street-12', gateway: 'gw-1', boot: '0f8fad5b' } as const;

/** Gives rows their numbers and the quality of the clock, as the outbox does. */
export class RowNumbers {
  #seq = 0;

  number(stream: string, row: object, clock = 'synced'): ReceivedRow {
    this.#seq += 1;
    return { ...SENDER, stream, row: { ...row, seq: this.#seq, clock } };
  }

  /** All that leaves because of these windows. */
  pass(gate: EgressGate, windows: readonly ClosedWindow[]): ReceivedRow[] {
    return windows.flatMap((window) => gate.pass(window)).map(({ stream, row }) => this.number(stream, row));
  }
}

export async function writeRows(client: ClientBase, rows: readonly ReceivedRow[]): Promise<void> {
  await writeBatch(client, { rows, gaps: [], dead: [] });
}
