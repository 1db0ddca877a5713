import type { Random } from '../kernel/random.ts';
import type { VirtualClock } from '../kernel/virtual-clock.ts';
import type { SimButtons } from '../model/layout.ts';
import type { Scenario } from '../model/scenario.ts';
import type { StoreEvent, StoreObserver } from '../model/store-event.ts';
import type { GpioBus, GpioSensorOptions } from './gpio-bus.ts';

const PRESS_MS = { low: 120, high: 700 };
/** Share of people, mostly children, who press several times. */
const REPEATS_SHARE = 0.06;

/** Feedback buttons beside a door. A share of the people who leave press one. */
export class ButtonSensor implements StoreObserver {
  readonly #buttons: SimButtons;
  readonly #scenario: Scenario;
  readonly #gpio: GpioBus;
  readonly #clock: VirtualClock;
  readonly #random: Random;
  readonly #emit: (event: StoreEvent) => void;

  /** `emit` receives the answers. */
  constructor(
    buttons: SimButtons,
    scenario: Scenario,
    { gpio, clock, random }: GpioSensorOptions,
    emit: (event: StoreEvent) => void,
  ) {
    this.#emit = emit;
    this.#buttons = buttons;
    this.#scenario = scenario;
    this.#gpio = gpio;
    this.#clock = clock;
    this.#random = random;
    for (const line of buttons.lines) gpio.wire(buttons.chip, line, true);
  }

  happened(event: StoreEvent): void {
    if (event.kind !== 'crossed' || event.direction !== 'out' || event.door !== this.#buttons.door) return;
    const { share, answers } = this.#scenario.feedback;
    const isPressing = this.#random.chance(share) && event.person.kind === 'visitor';
    const button = this.#random.weighted(answers);
    const line = this.#buttons.lines[button];
    const presses = this.#random.chance(REPEATS_SHARE) ? 2 + this.#random.poisson(2) : 1;
    if (!isPressing || line === undefined) return;
    const happiness = 1 - button / Math.max(1, this.#buttons.lines.length - 1);
    const { atMs: leftMs, person } = event;
    this.#emit({ kind: 'answered', atMs: leftMs, person, sensor: this.#buttons.sensor, happiness });
    let atMs = event.atMs;
    for (let i = 0; i < presses; i++) {
      const upMs = atMs + this.#random.between(PRESS_MS.low, PRESS_MS.high);
      this.#clock.schedule(atMs, () => this.#gpio.drive(this.#buttons.chip, line, false));
      this.#clock.schedule(upMs, () => this.#gpio.drive(this.#buttons.chip, line, true));
      atMs = upMs + this.#random.between(150, 600);
    }
  }

  moved(): void {
    // People press a button only when they leave through the door.
  }
}
