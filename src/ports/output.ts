import type { RuleChanged } from '../core/model/rule-model.ts';
import type { LiveSnapshot } from '../core/rules/live-snapshot.ts';
import type { Clock } from './clock.ts';
import type { GpioOutputLink } from './gpio-output.ts';
import type { Log } from './log.ts';
import type { Network } from './network.ts';
import type { Template } from './output-settings.ts';

/** A rule's message to one output. It contains states and counts of places, and nothing about a person. */
export interface OutputMessage {
  readonly change: RuleChanged;
  /** The rule's own template for this output. Absent: the output's template. */
  readonly template?: Template | undefined;
  /** The message is void after this time. While the rule stays on, its message is repeated before that. */
  readonly ttlMs?: number | undefined;
  /** True when the message describes a moment, such as a person who approaches. A broker must not retain it. */
  readonly isMoment: boolean;
}

export interface OutputStatus {
  readonly id: string;
  readonly type: string;
  readonly state: 'ready' | 'waiting' | 'off';
  /** A sentence about the output, for the console and `lintel status`. */
  readonly detail: string;
  readonly sent: number;
  /** Messages that the output dropped because the other side was unreachable or slow. */
  readonly dropped: number;
}

/**
 * One output of the store: a broker, a display, a lamp. `send` never waits and never throws: it drops and counts messages
 * that it cannot send. An output that hangs delays no other.
 */
export interface Output {
  send(message: OutputMessage): void;
  /** Publishes the live values, about once a second. Only outputs that publish values have this method. */
  publish?(snapshot: LiveSnapshot): void;
  status(): OutputStatus;
  close(): Promise<void>;
}

/** What every output receives when it opens. */
export interface OutputContext {
  readonly tenant: string;
  readonly store: string;
  readonly gateway: string;
  readonly version: string;
  /** Rules that name this output. The Home Assistant output announces an entity for each. */
  readonly rules: readonly { readonly id: string; readonly name: string; readonly isMoment: boolean }[];
  /** Display name of each place, by id. */
  readonly names: ReadonlyMap<string, string>;
  readonly clock: Clock;
  readonly log: Log;
  /** Returns a number in [0, 1). */
  readonly random: () => number;
  readonly network: Network;
  readonly gpio: GpioOutputLink;
}
