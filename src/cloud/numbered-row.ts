/** A row with its sender's number instead of the names. */
export interface NumberedRow {
  readonly store_id: number;
  readonly gateway_id: number;
  readonly boot: string;
  readonly stream: string;
  readonly row: RowHead;
}

export interface RowHead {
  readonly seq?: number;
  readonly clock?: string;
  readonly from?: string;
  readonly seconds?: number;
  readonly day?: string;
}
