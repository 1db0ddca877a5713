/** What a tag reports of itself, as far as the gateway has a use for it. */
export interface TagReport {
  readonly batteryPercent?: number;
  readonly batteryMv?: number;
  readonly moving?: boolean;
  /** The first is 1. */
  readonly button?: number;
  /** The press's own number, where the tag counts: several receivers hear the same press. */
  readonly packet?: number;
  /** The counter that was encrypted with it: a lower one is a replay. */
  readonly counter?: number;
}
