import type { WindowSummary } from '../metrics/summary.ts';
import { isOnTable } from './sift.ts';

declare const passedGate: unique symbol;

/** A window that has passed the egress gate. Only the gate makes such, and only such can be stored to be sent. */
export type PassedWindow = WindowSummary & { readonly [passedGate]: true };

/**
 * The last look at what is about to leave: every field is on the table, in the form that it asks for, and every name is
 * one of the settings. Types do not hold at run time; this does. Undefined when it may not leave.
 */
export function outboxText(window: PassedWindow, knownIds: ReadonlySet<string>): string | undefined {
  return isOnTable(window, knownIds) ? JSON.stringify(window) : undefined;
}
