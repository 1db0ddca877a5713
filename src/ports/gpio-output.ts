/** A GPIO line that the gateway drives as an output. */
export interface HeldLine {
  /** Sets the level immediately, or 250 ms after the last change if that was less than 250 ms ago. */
  set(isHigh: boolean): void;
  /** A sentence that says why the line cannot be driven; undefined while it can. */
  readonly problem: string | undefined;
  /** Sets the line to `onLoss` and releases it. */
  close(): Promise<void>;
}

export interface GpioOutputOptions {
  /** Label of the chip, or its name in /dev. */
  readonly chip: string;
  /** Name of the line, or its number on the chip. */
  readonly gpioLine: string;
  /** Level after the gateway stops or is killed; undefined keeps the last level. */
  readonly onLoss: boolean | undefined;
}

/** Opens GPIO lines that drive lamps and relays. */
export interface GpioOutputLink {
  hold(options: GpioOutputOptions, isHigh: boolean): HeldLine;
}
