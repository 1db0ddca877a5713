import type { EpochMs } from '../model/ids.ts';
import type { PeopleRange } from './head-count.ts';

/** States and counts of the store at one time. Null means unknown, which is not the same as 0. */
export interface LiveSnapshot {
  readonly at: EpochMs;
  readonly occupancy: number | null;
  /** Range that holds the true occupancy with 95 % probability. */
  readonly occupancyRange: PeopleRange | null;
  readonly zones: readonly {
    readonly id: string;
    readonly people: number | null;
    readonly approaching: number | null;
    /** Null for a zone that is not a queue. */
    readonly queue: { readonly length: number | null; readonly waitS: number | null } | null;
  }[];
  /** People counted since the gateway was set up. These numbers never fall. */
  readonly doors: readonly { readonly id: string; readonly in: number; readonly out: number }[];
  readonly contacts: readonly { readonly id: string; readonly isOpen: boolean | null }[];
  readonly sensors: readonly { readonly id: string; readonly isFaulted: boolean }[];
  readonly feedback: readonly { readonly id: string; readonly happyIndex: number | null }[];
}
