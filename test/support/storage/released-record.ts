import { WindowAggregator } from '../../../src/core/metrics/window-aggregator.ts';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import type { WindowSummary } from '../../../src/core/model/window-summary.ts';
import { EgressGate } from '../../../src/core/privacy/egress-gate.ts';
import type { OutboxRecord } from '../../../src/core/privacy/released-window.ts';
import type { WindowRecord } from '../../../src/ports/event-store.ts';

const MODEL = {
  sensors: [],
  zones: [],
  lines: [],
  doors: [],
  windows: { durationMs: 60_000, latenessMs: 0 },
};
const gate = new EgressGate({ settings: { minimumCount: 1 }, model: MODEL, refused: () => undefined });
const empty = emptyWindow();

/** A record with any payload, for tests of the store: one that the gate made of an empty window, changed afterwards. */
export function passedRecord(fields: WindowRecord): OutboxRecord {
  const [record] = gate.pass(empty).map((window) => gate.record(window));
  if (record === undefined) throw new Error('the gate does not pass an empty window');
  return Object.assign(record, fields);
}

function emptyWindow(): WindowSummary {
  const closed: WindowSummary[] = [];
  const windows = new WindowAggregator(MODEL, { summary: (summary) => closed.push(summary) });
  windows.begin(0 as EpochMs);
  windows.advance(60_000 as EpochMs);
  const [window] = closed;
  if (window === undefined) throw new Error('no window closed');
  return window;
}
