import type { EpochMs, SensorId } from '../../core/model/ids.ts';
import type { SensorObservation } from '../../core/model/observation.ts';
import type { Clock } from '../../ports/clock.ts';
import type { GpioEdge, GpioLink, GpioOptions } from '../../ports/links.ts';
import { kernelToEpoch } from './kernel-time.ts';
import { observeItems } from './observe-items.ts';

export interface ObserveLinesOptions {
  readonly decode: (line: string, high: boolean, at: EpochMs) => SensorObservation | undefined;
  /** Whether the levels at the start are reported like changes. */
  readonly tellLevels: boolean;
  readonly context: {
    readonly sensor: SensorId;
    readonly link: GpioLink;
    readonly options: GpioOptions;
    readonly clock: Clock;
    readonly signal: AbortSignal;
  };
}

/** Yields observations from GPIO edges, with the kernel's time stamps. */
export function observeGpio(options: ObserveLinesOptions): AsyncIterable<SensorObservation> {
  const { decode, tellLevels, context } = options;
  const { link, options: gpio, clock } = context;
  const epochOf = kernelToEpoch(clock);
  return observeItems({
    async *open(signal) {
      // GPIO lines may have changed while the link was down, so read their levels first. Once gpiomon holds them,
      // gpioget cannot read them.
      const levels = await link.levels(gpio);
      if (tellLevels) yield* gpio.lines.map((line, index) => atStart(line, levels[index] === true, clock));
      yield* link.edges(gpio, signal);
    },
    decode: (edge) => decode(edge.line, edge.rising, epochOf(edge.monotonicMs)),
    context,
  });
}

function atStart(line: string, high: boolean, clock: Clock): GpioEdge {
  return { line, rising: high, monotonicMs: clock.monotonicMs() };
}
