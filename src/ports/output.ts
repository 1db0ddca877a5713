import type { RuleChanged } from '../core/model/rule-model.ts';
import type { LiveSnapshot } from '../core/rules/live-snapshot.ts';
import type { Clock } from './clock.ts';
import type { GpioOutputLink } from './gpio-output.ts';
import type { Log } from './log.ts';
import type { Network } from './network.ts';
import type { Template } from './output-settings.ts';

/** What a rule says to one output. Holds states and counts of places, and nothing of a person. */
export interface OutputMessage {
  readonly change: RuleChanged;
  /** The rule's own template for this output; absent: the output's. */
  readonly template?: Template | undefined;
  /** The message is void after so long, in milliseconds; it comes again before that while it is true. */
  readonly ttlMs?: number | undefined;
  /** About a moment, such as a person approaching: no broker keeps it. */
  readonly isMoment: boolean;
}

export interface OutputStatus {
  readonly id: string;
  readonly type: string;
  readonly state: 'ready' | 'waiting' | 'off';
  /** A sentence for the console and `lintel status`. */
  readonly detail: string;
  readonly sent: number;
  /** Messages that were given up, because the other side was away or slow. */
  readonly dropped: number;
}

/**
 * One way out to the store: a broker, a display, a lamp. `send` never waits and never throws; what cannot be sent is
 * dropped and counted. An output that hangs costs nothing but itself.
 */
export interface Output {
  send(message: OutputMessage): void;
  /** What is so in the store now, about once a second; only outputs that publish values have it. */
  publish?(snapshot: LiveSnapshot): void;
  status(): OutputStatus;
  close(): Promise<void>;
}

/** What every output is opened with. */
export interface OutputContext {
  readonly tenant: string;
  readonly store: string;
  readonly gateway: string;
  readonly version: string;
  /** The rules that name this output, for what announces them. */
  readonly rules: readonly { readonly id: string; readonly name: string; readonly isMoment: boolean }[];
  /** Names of the places for people. */
  readonly names: ReadonlyMap<string, string>;
  readonly clock: Clock;
  readonly log: Log;
  /** In [0, 1). */
  readonly random: () => number;
  readonly network: Network;
  readonly gpio: GpioOutputLink;
}
