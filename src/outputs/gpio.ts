import type { GpioOutputLink, HeldLine } from '../ports/gpio-output.ts';
import type { Output, OutputContext, OutputMessage, OutputStatus } from '../ports/output.ts';
import type { OutputSettingsOf } from '../ports/output-settings.ts';
import { Tally } from './support/tally.ts';

/**
 * Opens a lamp or relay on a GPIO line. The rule with the highest priority sets its level. While the state of that rule
 * is unknown, the line has the level of `onLoss`.
 */
export function openGpioOutput(
  settings: OutputSettingsOf<'gpio'>,
  { gpio }: Pick<OutputContext, 'gpio'>,
): Output {
  return new GpioOutput(settings, gpio);
}

class GpioOutput implements Output {
  readonly #settings: OutputSettingsOf<'gpio'>;
  readonly #tally: Tally;
  readonly #line: HeldLine;
  #isOn: boolean;

  constructor(settings: OutputSettingsOf<'gpio'>, gpio: GpioOutputLink) {
    this.#settings = settings;
    this.#tally = new Tally(settings);
    this.#isOn = settings.onLoss === 'on';
    const { chip, gpioLine } = settings;
    const onLoss = settings.onLoss === 'keep' ? undefined : this.#toLevel(this.#isOn);
    this.#line = gpio.hold({ chip, gpioLine: String(gpioLine), onLoss }, this.#toLevel(this.#isOn));
  }

  send({ change }: OutputMessage): void {
    const { onLoss } = this.#settings;
    if (change.state === 'unknown' && onLoss === 'keep') return;
    const isOn = change.state === 'unknown' ? onLoss === 'on' : change.state === 'on';
    if (isOn === this.#isOn) return;
    this.#isOn = isOn;
    this.#tally.sent += 1;
    this.#line.set(this.#toLevel(isOn));
  }

  status(): OutputStatus {
    const { problem } = this.#line;
    this.#tally.set(problem === undefined ? 'ready' : 'waiting', problem ?? (this.#isOn ? 'on' : 'off'));
    return this.#tally.status;
  }

  /** Releases the line with the level of `onLoss`, because a stopped gateway does not know the state of any rule. */
  close(): Promise<void> {
    return this.#line.close();
  }

  #toLevel(isOn: boolean): boolean {
    return isOn !== this.#settings.activeLow;
  }
}
