/** One GPIO line that the gateway drives. */
export interface HeldLine {
  /** Takes effect at once, or 250 ms after the change before. */
  set(isHigh: boolean): void;
  /** A sentence on why the line cannot be driven; undefined while it can. */
  readonly problem: string | undefined;
  /** Sets the line a last time and lets go of it. */
  close(isHigh: boolean): Promise<void>;
}

/** Opens lines for lamps and relays. */
export interface GpioOutputLink {
  hold(options: { readonly chip: string; readonly gpioLine: string }, isHigh: boolean): HeldLine;
}
