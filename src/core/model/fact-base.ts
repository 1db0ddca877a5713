import type { EpochMs } from './ids.ts';

/** What every fact says. */
export interface FactBase<Kind extends string> {
  readonly kind: Kind;
  /** When it happened in the store, not when the engine concluded it. */
  readonly at: EpochMs;
}
