import type { DoorAudit } from '../../../core/door-audit/audit-stamp.ts';
import type { TagObserver } from '../../../core/engine/tag-tracker.ts';
import type { RuleChanged } from '../../../core/model/rule-model.ts';
import type { StoreModel } from '../../../core/model/store-model.ts';
import type { TrackObserver } from '../../../core/tracking/track-observer.ts';
import type { Clock, TimeQuality } from '../../../ports/clock.ts';
import type { EventStore } from '../../../ports/event-store.ts';
import type { Log } from '../../../ports/log.ts';
import type { Egress } from '../../privacy/create-egress-gate.ts';
import type { OccupancyResetSchedule } from '../occupancy-reset-schedule.ts';

export interface PipelineOptions {
  readonly model: StoreModel;
  readonly store: Pick<EventStore, 'commit' | 'checkpoint' | 'rows' | 'windows'>;
  /** The egress gate's options. Counts leave only through the gate. */
  readonly egress: Egress;
  readonly clock: Clock;
  readonly log: Log;
  readonly timeQuality: () => TimeQuality;
  /** Called when rows were added to the outbox. */
  readonly committed: () => void;
  readonly tracks?: TrackObserver;
  readonly tags?: TagObserver;
  /** Called when a rule turned on, off or unknown. */
  readonly rule?: (change: RuleChanged) => void;
  /** Audits of doors. Their ids are published with the doors' counts. */
  readonly audits?: () => readonly DoorAudit[];
  readonly closingTime?: OccupancyResetSchedule;
  /** Delay after which a new store publishes its first counts, if no window has closed by then. */
  readonly firstCountMs?: number;
  /** Returns the end of the local day that contains a time. */
  readonly dayEnd?: (ms: number) => number;
}
