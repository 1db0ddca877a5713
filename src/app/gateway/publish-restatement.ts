import type { Engine } from '../../core/engine/engine.ts';
import type { Restatement } from '../../core/model/restatement.ts';
import type { WindowSummary } from '../../core/model/window-summary.ts';
import type { EgressGate } from '../../core/privacy/egress-gate.ts';
import type { ReleasedWindow } from '../../core/privacy/released-window.ts';

const HOUR_MS = 3_600_000;

export interface RestatementOptions {
  readonly engine: Engine;
  readonly gate: EgressGate;
  /** What is out of the windows that begin in this time. */
  readonly published: (from: number, to: number) => readonly WindowSummary[];
  readonly publish: (window: ReleasedWindow) => void;
}

/** Sends windows again that turned out otherwise; what may not be told so is counted in the window under way. */
export function publishRestatement(restatement: Restatement, parts: RestatementOptions): void {
  const { engine, gate, published, publish } = parts;
  // A longer window that holds the first of them began up to an hour earlier.
  const known = highestRevisions(published(restatement.from - HOUR_MS, restatement.to));
  const { windows, ...left } = gate.restate(restatement, known);
  for (const window of windows) publish(window);
  if (restatement.kind === 'crossings') engine.countLate(restatement, left);
}

function highestRevisions(windows: readonly WindowSummary[]): WindowSummary[] {
  const highest = new Map<string, WindowSummary>();
  for (const window of windows) {
    const key = `${window.startAt}/${window.durationMs}`;
    const known = highest.get(key);
    if (known === undefined || known.revision <= window.revision) highest.set(key, window);
  }
  return [...highest.values()];
}
