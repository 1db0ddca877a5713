import type { SummarySink } from '../metrics/window-aggregator.ts';
import type { FactSink } from '../model/fact.ts';
import type { RestatementSink } from '../model/restatement.ts';
import type { RuleChanged } from '../model/rule-model.ts';
import type { TrackObserver } from '../tracking/track-observer.ts';
import type { TagObserver } from './tag-tracker.ts';

/** Receivers of what the engine finds. */
export interface EngineSinks {
  readonly fact: FactSink;
  readonly summary: SummarySink;
  /** Receives corrections of closed windows. */
  readonly restated?: RestatementSink;
  /** Called when a rule turns on, off or unknown. */
  readonly rule?: (change: RuleChanged) => void;
  /** Receives people's positions for the console, as zones and lines receive them. */
  readonly tracks?: TrackObserver;
  /** Receives positions of registered tags for the console. */
  readonly tags?: TagObserver;
}
