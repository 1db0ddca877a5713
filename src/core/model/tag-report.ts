/** The part of a tag's own report that the gateway uses. */
export interface TagReport {
  readonly batteryPercent?: number;
  readonly batteryMv?: number;
  readonly moving?: boolean;
  /** Number of the pressed button, from 1. */
  readonly button?: number;
  /** Number of the press, if the tag counts presses. It identifies a press that several receivers hear. */
  readonly packet?: number;
  /** Counter from inside the encrypted packet. A counter lower than the previous one means a replay. */
  readonly counter?: number;
}
