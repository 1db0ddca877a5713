import type { EpochMs } from '../../core/model/ids.ts';

/** Last reading of a sensor, as its driver decodes it. About people, radios and receipts it contains only numbers. */
export type SensorReading =
  /**
   * Totals of a counter, or people counted since the last message. Null for a direction that the message leaves out.
   */
  | { readonly kind: 'totals' | 'people-passed'; readonly in: number | null; readonly out: number | null }
  | { readonly kind: 'beam'; readonly isOuter: boolean; readonly isBroken: boolean }
  | { readonly kind: 'ranges'; readonly outerMm: number; readonly innerMm: number }
  /** `frame` is null when the settings contain the picture's size. */
  | {
      readonly kind: 'people-seen';
      readonly people: number;
      readonly frame: { readonly widthPx: number; readonly heightPx: number } | null;
    }
  /** `people` is null when the device does not know the number. */
  | { readonly kind: 'heads'; readonly people: number | null }
  /** `tag` is null for a radio that is not registered. */
  | { readonly kind: 'signal'; readonly tag: string | null; readonly rssiDbm: number }
  | { readonly kind: 'contact'; readonly isOpen: boolean }
  | { readonly kind: 'button'; readonly button: number }
  | { readonly kind: 'sales'; readonly transactions: number };

/** One received text line, printable and shortened. */
export interface SensorLine {
  readonly at: EpochMs;
  readonly text: string;
  /** True when the line matches the settings; other lines are ignored. */
  readonly isRead: boolean;
}

/** Data received from a sensor since the gateway started. */
export interface SensorTrace {
  /** Time at which this trace was made. */
  readonly at: EpochMs;
  readonly reading: (SensorReading & { readonly at: EpochMs }) | null;
  /** Readings per second over the last minute. */
  readonly perSecond: number;
  /** Newest first; empty when the link's data is not readable text. */
  readonly lines: readonly SensorLine[];
}
