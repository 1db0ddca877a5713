/** Where an uplink stands. `detail` is a sentence for `lintel status`. */
export interface UplinkStatus {
  readonly state: 'off' | 'connecting' | 'connected' | 'waiting';
  readonly detail: string;
  readonly sentRows: number;
  readonly inFlight: number;
}

/** Drains the outbox to the cloud for as long as it is open. */
export interface Uplink {
  status(): UplinkStatus;
  /** New rows are in the outbox. */
  nudge(): void;
  /** Publishes the going-away status, waits for what is in flight, at most `deadlineMs`. */
  close(deadlineMs: number): Promise<void>;
}
