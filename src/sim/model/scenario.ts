/** What happens in a simulated store: who comes when, and what they do there. */

import type { SensorId, TagId } from '../../core/model/ids.ts';
import type { Point } from '../../core/model/shapes.ts';

export interface Scenario {
  /** The store's local time. */
  readonly utcOffsetMs: number;
  /** Minutes after local midnight, Monday first; null is closed. */
  readonly opening: readonly (OpenHours | null)[];
  /** Visitors an hour, by local hour (24), on a day of weight 1. */
  readonly visitorsPerHour: readonly number[];
  /** Weight of each day, Monday first. */
  readonly weekdayWeights: readonly number[];
  /** People an hour who only pass, by local hour (24). */
  readonly passersByPerHour: readonly number[];
  /** Share of arriving groups with 1, 2, 3 … members. */
  readonly groupSizes: readonly number[];
  readonly staff: readonly Shift[];
  readonly attractors: readonly Attractor[];
  /** Mean number of attractors a group stops at. */
  readonly stopsMean: number;
  /** Share of groups that buy, when there is a till. */
  readonly buyShare: number;
  readonly service: LogNormal;
  /** Waits longer than this in a queue make a customer leave; drawn for each. */
  readonly patience: LogNormal;
  /** Share of groups that step in and turn round at once. */
  readonly turnBackShare: number;
  readonly promotions: readonly Promotion[];
  readonly phones: { readonly share: number; readonly everyMs: number };
  /** Share of leaving customers who press a feedback button, and how their answers fall. */
  readonly feedback: { readonly share: number; readonly answers: readonly number[] };
  readonly faults: readonly Fault[];
}

export interface OpenHours {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** Seconds. */
export interface LogNormal {
  readonly medianS: number;
  readonly sigma: number;
}

/** One member of staff, every open day. */
export interface Shift extends OpenHours {
  readonly post: Point;
}

/** Something people stop at. */
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

/** What breaks when, in true time. */
export type Fault =
  /** The link throws, and cannot be opened until the end. */
  | (SensorFault & { readonly kind: 'unplug' })
  /** The link stays open and nothing comes. */
  | (SensorFault & { readonly kind: 'silence' })
  /** A camera that was knocked: it looks this much elsewhere. A receiver: hears this much less. */
  | (SensorFault & { readonly kind: 'drift'; readonly by: number })
  /** A tag whose battery is empty. */
  | { readonly kind: 'flat'; readonly tag: TagId; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: 'clock-jump'; readonly fromMs: number; readonly byMs: number }
  /** The gateway loses its power and starts again; its sensors go on. */
  | { readonly kind: 'power-cut'; readonly fromMs: number; readonly toMs: number };

interface SensorFault {
  readonly sensor: SensorId;
  readonly fromMs: number;
  readonly toMs: number;
}
