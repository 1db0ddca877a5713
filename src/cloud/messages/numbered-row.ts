/** A row in which the ids from the database replace the names of store and gateway. */
export interface NumberedRow {
  readonly store_id: number;
  readonly gateway_id: number;
  readonly boot: string;
  readonly stream: string;
  readonly row: RowHead;
}

type Named = readonly { readonly id: string }[];
type Steps = readonly (readonly [from: string, to: string, people: number])[];

/** The fields of a valid row that ingest itself uses. */
export interface RowHead {
  readonly seq?: number;
  readonly clock?: string;
  readonly from?: string;
  readonly seconds?: number;
  readonly day?: string;
  readonly doors?: Named;
  readonly lines?: Named;
  readonly feedback?: Named;
  readonly zones?: Named;
  readonly queues?: Named;
  readonly trolleys?: Named;
  readonly products?: Named;
  readonly radios?: Named;
  readonly steps?: Steps;
  readonly trolleySteps?: Steps;
}
