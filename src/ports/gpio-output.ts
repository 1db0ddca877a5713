/** A GPIO line that the gateway drives as an output. */
export interface HeldLine {
  /** Sets the level at once, or 250 ms after the last change. */
  set(isHigh: boolean): void;
  /** A sentence that says why the line cannot be driven; undefined while it can. */
  readonly problem: string | undefined;
  /** Sets the level a last time and releases the line. */
  close(isHigh: boolean): Promise<void>;
}

/** Opens GPIO lines that drive lamps and relays. */
export interface GpioOutputLink {
  hold(options: { readonly chip: string; readonly gpioLine: string }, isHigh: boolean): HeldLine;
}
