/** A GPIO line that the gateway drives as an output. */
export interface HeldLine {
  /** Sets the level at once, or 250 ms after the last change. */
  set(isHigh: boolean): void;
  /** A sentence that says why the line cannot be driven; undefined while it can. */
  readonly problem: string | undefined;
  /** Sets the level of a loss and releases the line. */
  close(): Promise<void>;
}

export interface GpioOutputOptions {
  /** Its label, or its name in /dev. */
  readonly chip: string;
  /** Its name, or its number on the chip. */
  readonly gpioLine: string;
  /** Level once the gateway stops or is killed; undefined: as it is then. */
  readonly onLoss: boolean | undefined;
}

/** Opens GPIO lines that drive lamps and relays. */
export interface GpioOutputLink {
  hold(options: GpioOutputOptions, isHigh: boolean): HeldLine;
}
