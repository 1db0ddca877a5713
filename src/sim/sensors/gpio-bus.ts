import { GatewayError } from '../../core/model/gateway-error.ts';
import type { GpioEdge, GpioLink, GpioOptions } from '../../ports/links.ts';
import { Channel } from '../kernel/channel.ts';
import type { Random } from '../kernel/random.ts';
import type { VirtualClock } from '../kernel/virtual-clock.ts';

interface Line {
  high: boolean;
  isLost: boolean;
  isMute: boolean;
}

interface Watcher {
  readonly options: GpioOptions;
  readonly channel: Channel<GpioEdge>;
  readonly lockedUntilMs: Map<string, number>;
  readonly told: Map<string, boolean>;
}

/** The parts that a simulated sensor on GPIO lines needs. */
export interface GpioSensorOptions {
  readonly gpio: GpioBus;
  readonly clock: VirtualClock;
  readonly random: Random;
}

/** GPIO inputs that simulated sensors drive. A line exists once a sensor is wired to it. */
export class GpioBus implements GpioLink {
  readonly #clock: VirtualClock;
  readonly #lines = new Map<string, Line>();
  readonly #watchers = new Set<Watcher>();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  wire(chip: string, line: string, high: boolean): void {
    this.#lines.set(`${chip}/${line}`, { high, isLost: false, isMute: false });
  }

  /** Sets the level of a line at the present time. */
  drive(chip: string, name: string, high: boolean): void {
    const line = this.#line(chip, name);
    if (line.high === high) return;
    line.high = high;
    if (line.isMute || line.isLost) return;
    for (const watcher of this.#watchers) {
      if (watcher.options.chip === chip && watcher.options.lines.includes(name))
        this.#emitEdges(watcher, name);
    }
  }

  unplug(chip: string, lines: readonly string[]): void {
    for (const line of lines) this.#line(chip, line).isLost = true;
    const lost = new GatewayError('LINK_LOST', `the lines of ${chip} are gone`);
    for (const watcher of [...this.#watchers]) {
      const isHit =
        watcher.options.chip === chip && watcher.options.lines.some((line) => lines.includes(line));
      if (isHit) watcher.channel.unplug(lost, lost);
    }
  }

  mute(chip: string, lines: readonly string[]): void {
    for (const line of lines) this.#line(chip, line).isMute = true;
  }

  restore(chip: string, lines: readonly string[]): void {
    for (const name of lines) {
      const line = this.#line(chip, name);
      line.isLost = false;
      line.isMute = false;
    }
  }

  async *edges(options: GpioOptions, signal: AbortSignal): AsyncGenerator<GpioEdge> {
    this.#refuse(options);
    const watcher: Watcher = {
      options,
      channel: new Channel<GpioEdge>(this.#clock),
      lockedUntilMs: new Map(),
      told: new Map(options.lines.map((name) => [name, this.#line(options.chip, name).high])),
    };
    this.#watchers.add(watcher);
    try {
      yield* watcher.channel.listen(signal);
    } finally {
      this.#watchers.delete(watcher);
    }
  }

  levels(options: GpioOptions): Promise<readonly boolean[]> {
    return new Promise((resolve) => {
      this.#refuse(options);
      resolve(options.lines.map((name) => this.#line(options.chip, name).high));
    });
  }

  /**
   * Debounces as the gateway's driver does: reports the first edge immediately, then the level after the debounce time.
   */
  #emitEdges(watcher: Watcher, name: string): void {
    const nowMs = this.#clock.trueMs();
    const debounceMs = watcher.options.debounceMs ?? 0;
    const lockedUntilMs = watcher.lockedUntilMs.get(name) ?? Number.NEGATIVE_INFINITY;
    const { high } = this.#line(watcher.options.chip, name);
    if (high === watcher.told.get(name)) return;
    if (nowMs < lockedUntilMs) {
      this.#clock.schedule(lockedUntilMs, () => this.#emitEdges(watcher, name));
      return;
    }
    watcher.told.set(name, high);
    watcher.lockedUntilMs.set(name, nowMs + debounceMs);
    watcher.channel.send({ line: name, rising: high, monotonicMs: this.#clock.monotonicMs() });
  }

  #refuse({ chip, lines }: GpioOptions): void {
    for (const name of lines) {
      if (this.#line(chip, name).isLost)
        throw new GatewayError('LINK_NOT_FOUND', `${chip} has no line ${name}`);
    }
  }

  #line(chip: string, name: string): Line {
    const line = this.#lines.get(`${chip}/${name}`);
    if (line === undefined) {
      throw new GatewayError(
        'LINK_NOT_FOUND',
        `nothing is wired to line ${name} of ${chip} in this simulated store`,
      );
    }
    return line;
  }
}
