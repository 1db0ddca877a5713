/** The behaviour of people in a simulated store: arrivals, purchases, staff and faults. */

import type { SensorId, TagId } from '../../core/model/ids.ts';
import type { Point } from '../../core/model/shapes.ts';

export interface Scenario {
  /** Local time of the store minus UTC. */
  readonly utcOffsetMs: number;
  /** Opening hours of each weekday, Monday first, in minutes after local midnight. Null: closed. */
  readonly opening: readonly (OpenHours | null)[];
  /** Visitors per hour, for each of the 24 local hours, on a day of weight 1. */
  readonly visitorsPerHour: readonly number[];
  /** Weight of each weekday, Monday first. It multiplies the number of visitors. */
  readonly weekdayWeights: readonly number[];
  /** Passers-by per hour who do not enter, for each of the 24 local hours. */
  readonly passersByPerHour: readonly number[];
  /** Share of arriving groups with 1, 2, 3 … members. */
  readonly groupSizes: readonly number[];
  readonly staff: readonly Shift[];
  readonly attractors: readonly Attractor[];
  /** Mean number of attractors at which a group stops. */
  readonly stopsMean: number;
  /** Share of groups that buy, if the store has a till. */
  readonly buyShare: number;
  readonly service: LogNormal;
  /** Longest time that a customer waits in a queue before leaving it, drawn for each customer. */
  readonly patience: LogNormal;
  /** Share of groups that enter and turn round immediately. */
  readonly turnBackShare: number;
  readonly promotions: readonly Promotion[];
  readonly phones: Phones;
  /** Share of people at a product who take it in hand, and the time that they hold it. */
  readonly handling: { readonly share: number; readonly held: LogNormal };
  /** Share of leaving customers who press a feedback button, and the weight of each answer. */
  readonly feedback: { readonly share: number; readonly answers: readonly number[] };
  readonly faults: readonly Fault[];
}

export interface Phones {
  /** Share of people who carry a phone that sends. */
  readonly share: number;
  readonly everyMs: number;
  /**
   * Share of visitors' phones with a constant address. `returnShare`: share of these phones that came the day before
   * too.
   */
  readonly constantShare: number;
  readonly returnShare: number;
}

export interface OpenHours {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** A log-normal distribution of times in seconds. */
export interface LogNormal {
  readonly medianS: number;
  readonly sigma: number;
}

/** The working hours of one member of staff, on every open day. */
export interface Shift extends OpenHours {
  readonly post: Point;
}

/** A place at which people stop. */
export interface Attractor {
  readonly id: string;
  readonly at: Point;
  readonly weight: number;
  readonly dwell: LogNormal;
}

/** Multiplies an attractor's weight for a time. */
export interface Promotion {
  readonly attractor: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly factor: number;
}

/** A fault of the store's devices, in true time. */
export type Fault =
  /** The link fails with an error, and cannot be opened until the end of the fault. */
  | (SensorFault & { readonly kind: 'unplug' })
  /** The link stays open but delivers nothing. */
  | (SensorFault & { readonly kind: 'silence' })
  /** A camera turns by `by` degrees, as after a knock. A receiver hears `by` dB less. A counter misses `by` % more. */
  | (SensorFault & { readonly kind: 'drift'; readonly by: number })
  /** The battery of a tag is empty. */
  | { readonly kind: 'flat'; readonly tag: TagId; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: 'clock-jump'; readonly fromMs: number; readonly byMs: number }
  /** The gateway loses its power and starts again. Its sensors keep running. */
  | { readonly kind: 'power-cut'; readonly fromMs: number; readonly toMs: number };

interface SensorFault {
  readonly sensor: SensorId;
  readonly fromMs: number;
  readonly toMs: number;
}
