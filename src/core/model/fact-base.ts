import type { EpochMs } from './ids.ts';

export interface FactBase<Kind extends string> {
  readonly kind: Kind;
  /** Time of the event in the store, not of the engine's conclusion. */
  readonly at: EpochMs;
}
