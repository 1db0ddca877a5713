import type { EpochMs } from '../../core/model/ids.ts';

/** What a sensor told last, as its driver reads it: of people, radios and receipts nothing but numbers. */
export type SensorReading =
  /** Totals, or people since the message before; null where it says nothing of that direction. */
  | { readonly kind: 'totals' | 'people-passed'; readonly in: number | null; readonly out: number | null }
  | { readonly kind: 'beam'; readonly isOuter: boolean; readonly isBroken: boolean }
  | { readonly kind: 'ranges'; readonly outerMm: number; readonly innerMm: number }
  /** `frame` is null where the settings name the picture's size. */
  | {
      readonly kind: 'people-seen';
      readonly people: number;
      readonly frame: { readonly widthPx: number; readonly heightPx: number } | null;
    }
  /** null: it cannot say. */
  | { readonly kind: 'heads'; readonly people: number | null }
  /** `tag` is null for a radio that is no registered tag. */
  | { readonly kind: 'signal'; readonly tag: string | null; readonly rssiDbm: number }
  | { readonly kind: 'contact'; readonly isOpen: boolean }
  | { readonly kind: 'button'; readonly button: number }
  | { readonly kind: 'sales'; readonly transactions: number };

/** One line as it came: printable, and short. */
export interface SensorLine {
  readonly at: EpochMs;
  readonly text: string;
  /** It fits the settings; others are left out. */
  readonly isRead: boolean;
}

/** What came from a sensor since the gateway started. */
export interface SensorTrace {
  /** Now. */
  readonly at: EpochMs;
  readonly reading: (SensorReading & { readonly at: EpochMs }) | null;
  /** Readings a second over the last minute. */
  readonly perSecond: number;
  /** The newest first; empty where the link gives nothing that a person could read. */
  readonly lines: readonly SensorLine[];
}
